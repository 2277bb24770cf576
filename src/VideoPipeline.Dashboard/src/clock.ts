import { signal } from '@preact/signals';

/** The time, by the second while the page is seen. Times that are told relative to it move by themselves. */
export const now = signal(Date.now());

setInterval(() => {
    if (!document.hidden) {
        now.value = Date.now();
    }
}, 1000);
