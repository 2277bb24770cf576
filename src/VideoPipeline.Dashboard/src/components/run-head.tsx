import { hasEnded, type RunDetail } from '../api/types';
import { duration, wholeNumber } from '../format';
import { words } from '../i18n';
import { listUrl, pipelineUrl } from '../routes';
import { Icon } from './icon';
import { RunActions } from './run-actions';
import { ServerText } from './server-text';
import { StateBadge } from './state-badge';
import { RelativeTime, elapsed } from './times';

interface RunHeadProps {
    run: RunDetail;
    onChange: () => void;
}

/** Which run it is, how it is, and what can be done with it. */
export function RunHead({ run, onChange }: RunHeadProps) {
    const text = words().pipeline;
    return (
        <header class="run-head">
            <nav class="trail" aria-label={text.trail}>
                <a href={listUrl}>{words().app.pipelines}</a>
                <span aria-hidden="true">/</span>
                <a href={pipelineUrl(run.task_id)}>{run.task_id}</a>
            </nav>
            <div class="run-title">
                <h1>{run.video_id}</h1>
                <div role="status">
                    <StateBadge state={run.status} isCancelling={run.cancel_requested} />
                </div>
                <RunActions run={run} onChange={onChange} />
            </div>
            <p class="muted run-facts">
                <span>{text.of(run.creator_id)}</span>
                {run.account_name && <span>{text.account(run.account_name)}</span>}
                <span>
                    {text.requested} <RelativeTime at={run.created_at} />
                </span>
                {run.started_at && (
                    <span>
                        {hasEnded(run)
                            ? words().list.took(elapsed(run.started_at, run.completed_at))
                            : words().list.runningFor(elapsed(run.started_at, null))}
                    </span>
                )}
                {run.queued_runs !== null && run.queued_runs > 0 && <span>{text.queuedBehind(wholeNumber(run.queued_runs))}</span>}
            </p>
            <Waiting run={run} />
            <Failure run={run} />
        </header>
    );
}

function Waiting({ run }: { run: RunDetail }) {
    const text = words().pipeline;
    if (!run.waiting_for || hasEnded(run)) {
        return null;
    }

    return (
        <div class="notice">
            <Icon name="clock" />
            <p>
                {text.waitsFor} <ServerText text={run.waiting_for} />
                {run.queue_position !== null && ` · ${text.place(wholeNumber(run.queue_position))}`}
                {run.estimated_wait_seconds !== null &&
                    ` · ${text.estimate(duration(Math.max(1, Math.round(run.estimated_wait_seconds))))}`}
            </p>
        </div>
    );
}

function Failure({ run }: { run: RunDetail }) {
    const text = words().pipeline;
    if (run.status !== 'failed' || !run.error) {
        return null;
    }

    return (
        <div class="notice is-bad">
            <Icon name="alert" />
            <div>
                <p class="notice-title">
                    {text.failedTitle} {run.error_code && <code>{run.error_code}</code>}
                </p>
                <p>
                    <ServerText text={run.error} />
                </p>
            </div>
        </div>
    );
}
