import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Resource<T> {
    /** What was read last; null until then. */
    data: T | null;

    /** Why the last reading failed; null when it did not. */
    error: unknown;

    isLoading: boolean;

    /** Reads again, and shows what is there until then. */
    reload(): void;

    /** Replaces what was read by something newer. */
    set(change: (data: T) => T): void;
}

/** Reads something when the page shows it, and again when what it depends on changes. A reading that is overtaken is given up. */
export function useResource<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: readonly unknown[]): Resource<T> {
    const [state, setState] = useState<{ data: T | null; error: unknown; isLoading: boolean }>({
        data: null,
        error: null,
        isLoading: true,
    });
    const [round, setRound] = useState(0);
    const latest = useRef(load);
    latest.current = load;

    useEffect(() => {
        const controller = new AbortController();
        setState((s) => ({ ...s, isLoading: true }));
        latest.current(controller.signal).then(
            (data) => {
                if (!controller.signal.aborted) {
                    setState({ data, error: null, isLoading: false });
                }
            },
            (error: unknown) => {
                if (!controller.signal.aborted) {
                    setState((s) => ({ ...s, error, isLoading: false }));
                }
            },
        );
        return () => controller.abort();
    }, [...dependencies, round]);

    const reload = useCallback(() => setRound((r) => r + 1), []);
    const set = useCallback((change: (data: T) => T) => setState((s) => (s.data === null ? s : { ...s, data: change(s.data) })), []);
    return { ...state, reload, set };
}
