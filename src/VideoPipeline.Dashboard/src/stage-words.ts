import { hasEnded, type Run, type Stage } from './api/types';
import { words } from './i18n';

/** A stage's state in a word. What a run that has ended did not come to does not wait any more. */
export function stageState(run: Run, stage: Stage): string {
    return stage.state === 'pending' && hasEnded(run) ? words().notReached : words().states[stage.state];
}
