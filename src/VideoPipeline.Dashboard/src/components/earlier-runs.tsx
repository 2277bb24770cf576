import { useEffect } from 'preact/hooks';
import { earlierRuns } from '../api/pipelines';
import type { RunDetail } from '../api/types';
import { words } from '../i18n';
import { useResource } from '../resource';
import { pipelineUrl } from '../routes';
import { Panel } from './panel';
import { Problem } from './problem';
import { Skeleton } from './skeleton';
import { StateBadge } from './state-badge';
import { RelativeTime } from './times';

/** All runs of the pipeline, the newest first. */
export function EarlierRuns({ run, version }: { run: RunDetail; version: number }) {
    const text = words().pipeline;
    const runs = useResource((signal) => earlierRuns(run.task_id, signal), [run.task_id]);
    useEffect(() => {
        if (version > 0) {
            runs.reload();
        }
    }, [run.status, run.run_id]);

    return (
        <Panel title={text.runs}>
            {runs.error !== null && <Problem error={runs.error} onRetry={runs.reload} />}
            {runs.data === null ? (
                runs.error === null && <Skeleton rows={2} />
            ) : (
                <ul class="run-list">
                    {runs.data.runs.map((other) => (
                        <li key={other.run_id} class={other.run_id === run.run_id ? 'is-shown' : ''}>
                            <a
                                href={pipelineUrl(other.task_id, other.run_id)}
                                aria-current={other.run_id === run.run_id ? 'true' : undefined}
                            >
                                <RelativeTime at={other.created_at} />
                            </a>
                            <StateBadge state={other.status} isCancelling={other.cancel_requested} />
                        </li>
                    ))}
                </ul>
            )}
        </Panel>
    );
}
