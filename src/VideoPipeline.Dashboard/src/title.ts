import { useEffect } from 'preact/hooks';
import { words } from './i18n';

/** Names the page in the browser's tab. */
export function useTitle(title: string): void {
    useEffect(() => {
        document.title = `${title} · ${words().app.name}`;
    }, [title]);
}
