import { toasts } from '../toasts';

export function Toaster() {
    return (
        <div class="toaster" role="status" aria-live="polite">
            {toasts.value.map((toast) => (
                <p key={toast.id} class={toast.isError ? 'toast is-bad' : 'toast'}>
                    {toast.text}
                </p>
            ))}
        </div>
    );
}
