import type { Artifact, EarlierRuns, Exporter, Gallery, Report, Run, RunDetail, RunPage, StageName, Started } from './types';
import { getJson, getText, postJson, send } from './http';

export interface RunFilter {
    page: number;
    pageSize: number;
    status: string;
    creator: string;
    search: string;
    from: string;
    to: string;
}

const segment = encodeURIComponent;

/** What the form sends; the API says what is wrong with it. */
export type StartRequest = Record<string, string | number | boolean>;

export function listRuns(filter: RunFilter, signal: AbortSignal): Promise<RunPage> {
    const query = new URLSearchParams({ page: String(filter.page), page_size: String(filter.pageSize) });
    const add = (name: string, value: string): void => {
        if (value) {
            query.set(name, value);
        }
    };
    add('status', filter.status);
    add('creator_id', filter.creator.trim());
    add('search', filter.search.trim());
    add('start_date', startOfDay(filter.from, 0));
    // the API leaves the end out, people mean the whole day
    add('end_date', startOfDay(filter.to, 1));
    return getJson(`/api/pipeline/tasks?${query}`, signal);
}

/** The run that a task is about now: the active one, else the next that waits, else the newest. */
export function currentRun(task: string, signal: AbortSignal): Promise<Run> {
    return getJson(`/api/pipeline/status/${segment(task)}`, signal);
}

export function runDetail(task: string, run: string, signal?: AbortSignal): Promise<RunDetail> {
    return getJson(`/api/pipeline/runs/${segment(task)}/${segment(run)}`, signal);
}

export function earlierRuns(task: string, signal: AbortSignal): Promise<EarlierRuns> {
    return getJson(`/api/pipeline/runs/${segment(task)}?page_size=20`, signal);
}

export function exporterLane(signal: AbortSignal): Promise<Exporter> {
    return getJson('/api/exporter', signal);
}

export async function galleries(signal: AbortSignal): Promise<Gallery[]> {
    return (await getJson<{ libraries: Gallery[] }>('/api/image_libraries', signal)).libraries;
}

export function startRun(request: StartRequest): Promise<Started> {
    return postJson('/api/pipeline/run', request);
}

export async function uploadTranscript(video: string, creator: string, transcript: Blob): Promise<void> {
    await send(`/api/sources/${segment(video)}?creator_id=${segment(creator)}`, { method: 'PUT', body: transcript });
}

export function cancelRun(run: Run): Promise<Run> {
    return postJson(`/api/pipeline/cancel/${segment(run.task_id)}?run_id=${segment(run.run_id)}`);
}

/** Continues a run as a new one, from the stage that failed, or from the one that is named. */
export function retryRun(run: Run, fromStage: StageName | ''): Promise<Started> {
    const from = fromStage ? `&from_stage=${fromStage}` : '';
    return postJson(`/api/pipeline/retry/${segment(run.task_id)}?run_id=${segment(run.run_id)}${from}`);
}

export function readText(artifact: Artifact, signal: AbortSignal): Promise<string> {
    return getText(artifact.url, signal);
}

export function readReport(artifact: Artifact, signal: AbortSignal): Promise<Report> {
    return getJson(artifact.url, signal);
}

/** The last lines of a text that grows. */
export async function readTail(artifact: Artifact, bytes: number, signal: AbortSignal): Promise<string> {
    // a browser's cache reads the suffix by the length that it knows, and so would never come to what is new
    const answer = await send(artifact.url, { headers: { Range: `bytes=-${bytes}` }, signal, cache: 'no-store' });
    const text = await answer.text();
    const begins = answer.headers.get('Content-Range')?.match(/^bytes (\d+)-/)?.[1];
    // a tail begins in the middle of a line, or of a character
    return begins === undefined || begins === '0' ? text : text.slice(text.indexOf('\n') + 1);
}

/** The address of a file for players, pictures and downloads, which send the session's cookie instead of the key. */
export function mediaUrl(run: Run, name: string, download = false): string {
    const path = name.split('/').map(segment).join('/');
    return `/api/session/artifacts/${segment(run.task_id)}/${segment(run.run_id)}/${path}${download ? '?download=1' : ''}`;
}

// The beginning of a day in the reader's time zone, so many days later.
function startOfDay(date: string, days: number): string {
    const parts = date.split('-').map(Number);
    const [year, month, day] = parts;
    return year && month && day ? new Date(year, month - 1, day + days).toISOString() : '';
}
