import { words } from '../i18n';

/** Where something will be that is being read. */
export function Skeleton({ rows, kind = 'row' }: { rows: number; kind?: 'row' | 'block' }) {
    return (
        <div class="skeletons" role="status">
            <span class="visually-hidden">{words().app.loading}</span>
            {Array.from({ length: rows }, (_, i) => (
                <div key={i} class={`skeleton is-${kind}`} />
            ))}
        </div>
    );
}
