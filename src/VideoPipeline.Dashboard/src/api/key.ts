import { signal } from '@preact/signals';

const storageKey = 'videopipeline-key';

/** The key that requests are sent with; empty on a host without keys. It lives as long as the tab, and is in no address. */
export const key = signal(sessionStorage.getItem(storageKey) ?? '');

/** True when the app wants a key, and we have none that it takes. */
export const keyIsWanted = signal(false);

export function keepKey(value: string): void {
    key.value = value;
    keyIsWanted.value = false;
    if (value) {
        sessionStorage.setItem(storageKey, value);
    }
}

export function forgetKey(): void {
    key.value = '';
    keyIsWanted.value = true;
    sessionStorage.removeItem(storageKey);
}
