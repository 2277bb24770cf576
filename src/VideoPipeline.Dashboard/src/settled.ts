import { hasEnded, type RunDetail } from './api/types';

const patience = 30000;

/**
 * True when nothing is added to the run any more. The last lines of its log and then its report are written after it has ended; there is
 * no report of a run that never began.
 */
export function isSettled(run: RunDetail): boolean {
    const ended = run.completed_at ? Date.parse(run.completed_at) : 0;
    return hasEnded(run) && (run.artifacts.some((a) => a.name === 'report.json') || Date.now() - ended > patience);
}
