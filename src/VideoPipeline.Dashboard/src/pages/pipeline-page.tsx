import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { follow, type Listener } from '../api/events';
import { currentRun, runDetail } from '../api/pipelines';
import { hasEnded, type Run, type RunDetail } from '../api/types';
import { EarlierRuns } from '../components/earlier-runs';
import { FileList } from '../components/file-list';
import { LogTail } from '../components/log-tail';
import { NarrationPlayer } from '../components/narration-player';
import { Pictures } from '../components/pictures';
import { Problem } from '../components/problem';
import { ReportPanel } from '../components/report-panel';
import { RequestPanel } from '../components/request-panel';
import { RunHead } from '../components/run-head';
import { Skeleton } from '../components/skeleton';
import { StoryText } from '../components/story-text';
import { Timeline } from '../components/timeline';
import { VideoPlayer } from '../components/video-player';
import { words } from '../i18n';
import { useResource, type Resource } from '../resource';
import { isSettled } from '../settled';
import { useTitle } from '../title';
import { NotFoundPage } from './not-found-page';

const closingPause = 1000;

/** A pipeline: the run that the address names, else the one that matters now. */
export function PipelinePage() {
    const { query } = useLocation();
    const task = query['task'];
    return task ? <RunOfTask key={`${task} ${query['run']}`} task={task} run={query['run'] ?? null} /> : <NotFoundPage />;
}

function RunOfTask({ task, run }: { task: string; run: string | null }) {
    const detail = useResource(async (signal) => runDetail(task, run ?? (await currentRun(task, signal)).run_id, signal), [task, run]);
    const version = useLiveRun(detail);
    useTitle(detail.data?.video_id ?? words().app.loading);
    if (!detail.data) {
        return detail.error === null ? <Skeleton rows={3} kind="block" /> : <Problem error={detail.error} onRetry={detail.reload} />;
    }

    const shown = detail.data;
    const report = shown.artifacts.find((a) => a.name === 'report.json');
    return (
        <>
            <RunHead run={shown} onChange={detail.reload} />
            {detail.error !== null && <Problem error={detail.error} onRetry={detail.reload} />}
            <div class="run-page">
                <Timeline run={shown} />
                <div class="run-main">
                    <VideoPlayer run={shown} />
                    <NarrationPlayer run={shown} />
                    <Pictures run={shown} />
                    <StoryText run={shown} />
                    <LogTail run={shown} />
                </div>
                <aside class="run-side" aria-label={words().pipeline.about}>
                    <FileList run={shown} />
                    <RequestPanel run={shown} />
                    {report && <ReportPanel artifact={report} />}
                    <EarlierRuns run={shown} version={version} />
                </aside>
            </div>
        </>
    );
}

/**
 * Shows the run as it moves. The files are read anew when a stage has changed its state, and at the end until the last of them is there.
 * Answers a number that grows with every event.
 */
function useLiveRun(detail: Resource<RunDetail>): number {
    const [version, setVersion] = useState(0);
    const latest = useRef(detail);
    latest.current = detail;
    const followed = detail.data !== null && !hasEnded(detail.data) ? runUrl(detail.data) : null;

    useEffect(() => {
        if (followed === null) {
            return undefined;
        }

        const controller = new AbortController();
        const show = (run: Run): void => {
            const { data, set, reload } = latest.current;
            setVersion((v) => v + 1);
            set((d) => ({ ...d, ...run }));
            if (data === null || statesOf(run) !== statesOf(data)) {
                reload();
            }
        };
        const listener: Listener = {
            onStatus: show,
            onEnd: (run) => {
                show(run);
                latest.current.reload();
            },
            onGap: () => latest.current.reload(),
        };
        void follow(followed, listener, controller.signal);
        return () => controller.abort();
    }, [followed]);

    const isClosing = detail.data !== null && hasEnded(detail.data) && !isSettled(detail.data);
    useEffect(() => {
        if (!isClosing) {
            return undefined;
        }

        const timer = setInterval(detail.reload, closingPause);
        return () => clearInterval(timer);
    }, [isClosing]);

    return version;
}

function runUrl(run: Run): string {
    return `/api/pipeline/events/${encodeURIComponent(run.task_id)}?run_id=${encodeURIComponent(run.run_id)}`;
}

function statesOf(run: Run): string {
    return [run.status, ...run.stages.map((s) => s.state)].join();
}
