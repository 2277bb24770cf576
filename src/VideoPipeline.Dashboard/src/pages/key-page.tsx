import { useRef, useState } from 'preact/hooks';
import { openSession } from '../api/session';
import { plainly } from '../components/problem';
import { words } from '../i18n';
import { useTitle } from '../title';

/** Asks for the key, where the app wants one. */
export function KeyPage() {
    const text = words().key;
    const input = useRef<HTMLInputElement>(null);
    const [error, setError] = useState('');
    const [isSending, setSending] = useState(false);
    useTitle(text.title);

    async function submit(event: Event): Promise<void> {
        event.preventDefault();
        const candidate = input.current!.value.trim();
        setSending(true);
        const refusal = candidate ? await refusalOf(candidate) : text.missing;
        setSending(false);
        setError(refusal);
        if (refusal) {
            input.current?.focus();
        }
    }

    return (
        <form class="key-form" onSubmit={submit} noValidate>
            <h1>{text.title}</h1>
            <p class="muted">{text.lead}</p>
            <div class="field">
                <label for="key">{text.label}</label>
                <input
                    ref={input}
                    id="key"
                    type="password"
                    autocomplete="off"
                    aria-describedby={error ? 'key-error key-hint' : 'key-hint'}
                    aria-invalid={error ? true : undefined}
                />
                {error && (
                    <p id="key-error" class="field-error" role="alert">
                        {error}
                    </p>
                )}
                <p id="key-hint" class="field-hint">
                    {text.hint}
                </p>
            </div>
            <button type="submit" class="button is-primary" disabled={isSending}>
                {text.submit}
            </button>
        </form>
    );
}

// Empty when the app takes the key: the page behind is shown then.
async function refusalOf(candidate: string): Promise<string> {
    try {
        return (await openSession(candidate)) ? '' : words().key.refused;
    } catch (error) {
        return error instanceof TypeError ? words().problems.unreachable : plainly(error);
    }
}
