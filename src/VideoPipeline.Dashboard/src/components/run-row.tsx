import type { Run } from '../api/types';
import { words } from '../i18n';
import { pipelineUrl } from '../routes';
import { ServerText } from './server-text';
import { StageRemark } from './stage-remark';
import { StageStrip } from './stage-strip';
import { StateBadge } from './state-badge';
import { RelativeTime, elapsed } from './times';

/** A run in the list. */
export function RunRow({ run }: { run: Run }) {
    const text = words().list;
    const remark = remarkOf(run);
    return (
        <li class="run">
            <div class="run-name">
                <a class="run-link" href={pipelineUrl(run.task_id, run.run_id)}>
                    {run.video_id}
                </a>
                <span class="muted">
                    {run.creator_id}
                    {run.account_name && ` · ${run.account_name}`}
                </span>
            </div>
            <div class="run-progress">
                <StageStrip run={run} />
                <p class={run.status === 'failed' ? 'run-remark is-bad' : 'run-remark'}>{remark}</p>
            </div>
            <div class="run-state">
                <StateBadge state={run.status} isCancelling={run.cancel_requested} />
            </div>
            <div class="run-when">
                <RelativeTime at={run.created_at} />
                {run.started_at && (
                    <span class="muted">
                        {run.completed_at
                            ? text.took(elapsed(run.started_at, run.completed_at))
                            : text.runningFor(elapsed(run.started_at, null))}
                    </span>
                )}
            </div>
        </li>
    );
}

/** What the run does at this moment, or why it failed. */
function remarkOf(run: Run) {
    if (run.error && run.status === 'failed') {
        return <ServerText text={run.error} />;
    }

    const current = run.stages.find((s) => s.state === 'running');
    return current && <StageRemark stage={current} />;
}
