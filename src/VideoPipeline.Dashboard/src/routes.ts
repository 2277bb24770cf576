import type { StageName } from './api/types';

// Task IDs contain dots, which in a path would look like a file's name: they are in the query.

export const listUrl = '/';

export const startUrl = '/start';

/** A task's page: of one of its runs, or of the current one. */
export function pipelineUrl(task: string, run?: string): string {
    const query = new URLSearchParams({ task });
    if (run) {
        query.set('run', run);
    }

    return `/pipeline?${query}`;
}

/** The form, with the fields of a run. */
export function rerunUrl(task: string, run: string): string {
    return `/start?${new URLSearchParams({ task, run })}`;
}

/** The class that a stage is coloured by. */
export function stageClass(stage: StageName): string {
    return `stage-${stage}`;
}
