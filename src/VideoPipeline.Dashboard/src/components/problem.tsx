import { ApiError } from '../api/problem';
import { words } from '../i18n';
import { Icon } from './icon';
import { ServerText } from './server-text';

/** What went wrong, and what can be done. */
export function Problem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
    return (
        <div class="notice is-bad" role="alert">
            <Icon name="alert" />
            <div>
                <p class="notice-title">{words().problems.title}</p>
                <p>{explain(error)}</p>
                <button type="button" class="button" onClick={onRetry}>
                    {words().problems.again}
                </button>
            </div>
        </div>
    );
}

/** An error in a sentence for people. */
export function explain(error: unknown) {
    if (!(error instanceof ApiError)) {
        return <ServerText text={error instanceof Error ? error.message : String(error)} />;
    }

    return error.detail ? <ServerText text={error.detail} /> : plainly(error);
}

/** The same as plain text. */
export function plainly(error: unknown): string {
    if (!(error instanceof ApiError)) {
        return error instanceof Error ? error.message : String(error);
    }

    const { unreachable, unauthorized, status } = words().problems;
    return error.detail ?? (error.status === 0 ? unreachable : error.status === 401 ? unauthorized : status(error.status));
}
