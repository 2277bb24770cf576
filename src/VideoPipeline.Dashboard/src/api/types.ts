// The wire's names, as the API sends them.

export const runStates = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

export const stageNames = ['story', 'voice', 'draft', 'export'] as const;
export type StageName = (typeof stageNames)[number];

export interface Stage {
    name: StageName;
    state: RunState;
    percent: number;
    detail: string | null;
    waiting_for: string | null;
    started_at: string | null;
    ended_at: string | null;
    reused_from: string | null;
}

/** What a run was asked for, beside whose video it is. */
export interface RunRequest {
    gender: 'female' | 'male';
    duration: number;
    image_dir: string | null;
    music: string | null;
    enable_subtitle: boolean;
    language: 'en' | 'zh' | null;
    target_minutes: number | null;
}

export interface Run {
    task_id: string;
    run_id: string;
    creator_id: string;
    video_id: string;
    account_name: string | null;
    export_video: boolean;
    request: RunRequest;
    status: RunState;
    stages: Stage[];
    created_at: string;
    started_at: string | null;
    completed_at: string | null;
    total_duration: number | null;
    error: string | null;
    error_code: string | null;
    cancel_requested: boolean;
    waiting_for: string | null;
    queue_position: number | null;
    estimated_wait_seconds: number | null;
    queued_runs: number | null;
}

export interface Artifact {
    name: string;
    kind: string;
    url: string;
    content_type: string;
    size: number;
    created_at: string;
}

export interface RunDetail extends Run {
    artifacts: Artifact[];
}

export interface RunPage {
    tasks: Run[];
    total: number;
    page: number;
    page_size: number;
}

export interface EarlierRuns {
    task_id: string;
    runs: Run[];
    total: number;
}

export interface ExporterHolder {
    task_id: string;
    run_id: string;
    creator_id: string;
    video_id: string | null;
    since: string;
    percent: number;
    detail: string | null;
}

export interface ExporterWaiter {
    task_id: string;
    run_id: string;
    creator_id: string;
    video_id: string | null;
    position: number;
    since: string | null;
    estimated_wait_seconds: number | null;
}

export interface Exporter {
    available: boolean;
    holder: ExporterHolder | null;
    waiting: ExporterWaiter[];
    busy_share: number | null;
    average_seconds: number | null;
    estimated_free_seconds: number | null;
    exporter: { reachable: boolean; detail: string | null };
}

export interface Started {
    task_id: string;
    run_id: string;
    message: string;
    deduplicated: boolean;
    request_differs: boolean;
    queue_position: number | null;
}

export interface Gallery {
    library_path: string;
}

/** A step of report.json. */
export interface ReportStep {
    stage: string;
    step: string;
    attempts: number;
    started_at?: string | null;
    seconds: number;
    error: string | null;
    input_tokens: number;
    output_tokens: number;
    cost: number | null;
}

export interface ReportProvider {
    provider: string;
    model: string | null;
    calls: number;
    input_tokens: number;
    output_tokens: number;
    characters: number;
    cost: number | null;
}

export interface Report {
    steps: ReportStep[];
    providers: ReportProvider[];
    input_tokens: number;
    output_tokens: number;
    cost: number | null;
    warnings: string[];
}

export interface SessionState {
    authenticated: boolean;
    keyless: boolean;
}

/** True when nothing more will happen to the run. */
export function hasEnded(run: { status: RunState }): boolean {
    return run.status !== 'pending' && run.status !== 'running';
}
