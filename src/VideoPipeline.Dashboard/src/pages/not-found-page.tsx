import { words } from '../i18n';
import { listUrl } from '../routes';
import { useTitle } from '../title';

export function NotFoundPage() {
    const text = words().app;
    useTitle(text.notFound);
    return (
        <div class="empty">
            <h1>{text.notFound}</h1>
            <p class="muted">{text.notFoundHint}</p>
            <a class="button is-primary" href={listUrl}>
                {text.toList}
            </a>
        </div>
    );
}
