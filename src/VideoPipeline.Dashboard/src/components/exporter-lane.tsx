import { useEffect } from 'preact/hooks';
import { exporterLane } from '../api/pipelines';
import type { Exporter, ExporterHolder, ExporterWaiter } from '../api/types';
import { duration, percentage, wholeNumber } from '../format';
import { words } from '../i18n';
import { useResource } from '../resource';
import { pipelineUrl } from '../routes';
import { Panel } from './panel';
import { Problem } from './problem';
import { Skeleton } from './skeleton';
import { RelativeTime } from './times';

const refresh = 5000;
const shownWaiters = 8;

/** Who is exported, who waits, and for how long: the exporter does one video at a time. */
export function ExporterLane({ changes }: { changes: number }) {
    const lane = useResource(exporterLane, [changes]);
    useEffect(() => {
        const timer = setInterval(() => {
            if (!document.hidden) {
                lane.reload();
            }
        }, refresh);
        return () => clearInterval(timer);
    }, []);

    return (
        <Panel title={words().lane.title} class="lane" aside={lane.data && <Figures lane={lane.data} />}>
            {lane.data ? (
                <Lane lane={lane.data} />
            ) : lane.error ? (
                <Problem error={lane.error} onRetry={lane.reload} />
            ) : (
                <Skeleton rows={1} />
            )}
        </Panel>
    );
}

function Figures({ lane }: { lane: Exporter }) {
    const text = words().lane;
    const figures = [
        lane.busy_share === null ? null : text.busy(percentage(lane.busy_share)),
        lane.average_seconds === null ? null : text.average(duration(lane.average_seconds)),
    ];
    return <p class="muted">{figures.filter((f) => f !== null).join(' · ')}</p>;
}

function Lane({ lane }: { lane: Exporter }) {
    const text = words().lane;
    return (
        <div class="lane-track">
            {lane.holder ? (
                <Holder holder={lane.holder} freeIn={lane.estimated_free_seconds} />
            ) : (
                <div class={lane.exporter.reachable ? 'lane-slot is-free' : 'lane-slot is-away'}>
                    <strong>{lane.exporter.reachable ? text.free : text.away}</strong>
                    <span class="muted">{lane.exporter.reachable ? text.freeHint : text.awayHint}</span>
                </div>
            )}
            {lane.waiting.length > 0 ? (
                <Waiters waiting={lane.waiting} />
            ) : (
                lane.holder && <p class="muted lane-quiet">{text.nobodyWaits}</p>
            )}
        </div>
    );
}

function Holder({ holder, freeIn }: { holder: ExporterHolder; freeIn: number | null }) {
    const text = words().lane;
    const percent = holder.percent;
    return (
        <div class="lane-slot is-held stage-export">
            <div class="lane-line">
                <a href={pipelineUrl(holder.task_id, holder.run_id)}>
                    <strong>{holder.video_id ?? holder.task_id}</strong>
                </a>
                <span class="muted">{holder.creator_id}</span>
                <span class="lane-percent">{percentage(percent / 100)}</span>
            </div>
            <progress value={percent} max={100} aria-label={text.progress} />
            <p class="muted">
                <RelativeTime at={holder.since} />
                {freeIn !== null && freeIn > 0 && <span> · {text.freeIn(duration(Math.max(1, Math.round(freeIn))))}</span>}
            </p>
        </div>
    );
}

function Waiters({ waiting }: { waiting: ExporterWaiter[] }) {
    const text = words().lane;
    const more = waiting.length - shownWaiters;
    return (
        <ol class="lane-queue" aria-label={text.waiting(wholeNumber(waiting.length))}>
            {waiting.slice(0, shownWaiters).map((waiter) => (
                <li key={waiter.run_id} class="lane-waiter">
                    <span class="lane-place">{waiter.position}</span>
                    <a href={pipelineUrl(waiter.task_id, waiter.run_id)}>{waiter.video_id ?? waiter.task_id}</a>
                    <span class="muted">
                        {waiter.creator_id}
                        {waiter.estimated_wait_seconds !== null &&
                            ` · ${text.startsIn(duration(Math.max(1, Math.round(waiter.estimated_wait_seconds))))}`}
                    </span>
                </li>
            ))}
            {more > 0 && <li class="lane-waiter muted">{text.more(wholeNumber(more))}</li>}
        </ol>
    );
}
