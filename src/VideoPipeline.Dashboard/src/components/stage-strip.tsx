import type { Run, Stage } from '../api/types';
import { stageClass } from '../routes';
import { words } from '../i18n';
import { stageState } from '../stage-words';

/** A run's stages as a strip of clips, each filled as far as it is done. */
export function StageStrip({ run }: { run: Run }) {
    return (
        <div class="strip" role="img" aria-label={run.stages.map((stage) => describe(run, stage)).join('. ')}>
            {run.stages.map((stage) => (
                <span key={stage.name} class={`clip ${stageClass(stage.name)} is-${stage.state}`}>
                    <span class="clip-fill" style={{ width: `${stage.state === 'completed' ? 100 : stage.percent}%` }} />
                    <span class="clip-name">{words().stages[stage.name]}</span>
                </span>
            ))}
        </div>
    );
}

function describe(run: Run, stage: Stage): string {
    return words().stageIs(words().stages[stage.name], stageState(run, stage), stage.state === 'running' ? stage.percent : null);
}
