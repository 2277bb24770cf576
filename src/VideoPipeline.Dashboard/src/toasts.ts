import { signal } from '@preact/signals';

export interface Toast {
    id: number;
    text: string;
    isError: boolean;
}

const shownFor = 6000;
let last = 0;

/** What has just happened, for a short while. */
export const toasts = signal<readonly Toast[]>([]);

export function notify(text: string, isError = false): void {
    const toast = { id: ++last, text, isError };
    toasts.value = [...toasts.value, toast];
    setTimeout(() => {
        toasts.value = toasts.value.filter((t) => t.id !== toast.id);
    }, shownFor);
}
