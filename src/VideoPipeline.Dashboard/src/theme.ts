import { effect, signal } from '@preact/signals';
import { recall, remember } from './preferences';

export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const systemTheme = signal<Theme>(system.matches ? 'dark' : 'light');
const stored = recall('theme');
const chosen = signal<Theme | null>(stored === 'light' || stored === 'dark' ? stored : null);

system.addEventListener('change', (e) => {
    systemTheme.value = e.matches ? 'dark' : 'light';
});

export function theme(): Theme {
    return chosen.value ?? systemTheme.value;
}

/** The other theme. Who comes back to the system's follows the system again. */
export function switchTheme(): void {
    const other: Theme = theme() === 'dark' ? 'light' : 'dark';
    chosen.value = other === systemTheme.value ? null : other;
}

effect(() => {
    remember('theme', chosen.value);
    if (chosen.value) {
        document.documentElement.dataset['theme'] = chosen.value;
    } else {
        delete document.documentElement.dataset['theme'];
    }
});
