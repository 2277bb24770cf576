import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { cancelRun, retryRun } from '../api/pipelines';
import { hasEnded, type RunDetail, type Stage, type StageName } from '../api/types';
import { words } from '../i18n';
import { pipelineUrl, rerunUrl } from '../routes';
import { notify } from '../toasts';
import { Dialog } from './dialog';
import { Icon } from './icon';
import { plainly } from './problem';

interface RunActionsProps {
    run: RunDetail;
    onChange: () => void;
}

export function RunActions({ run, onChange }: RunActionsProps) {
    const text = words().pipeline;
    const [asks, setAsks] = useState<'cancel' | 'retry' | null>(null);
    const close = (): void => setAsks(null);
    return (
        <div class="actions">
            {!hasEnded(run) && !run.cancel_requested && (
                <button type="button" class="button is-danger" onClick={() => setAsks('cancel')}>
                    <Icon name="stop" /> {text.cancel}
                </button>
            )}
            {hasEnded(run) && (
                <button type="button" class={run.status === 'completed' ? 'button' : 'button is-primary'} onClick={() => setAsks('retry')}>
                    <Icon name="retry" /> {text.retry}
                </button>
            )}
            <a class="button" href={rerunUrl(run.task_id, run.run_id)}>
                <Icon name="again" /> {text.rerun}
            </a>
            {asks === 'cancel' && <CancelDialog run={run} onClose={close} onChange={onChange} />}
            {asks === 'retry' && <RetryDialog run={run} onClose={close} />}
        </div>
    );
}

function CancelDialog({ run, onClose, onChange }: RunActionsProps & { onClose: () => void }) {
    const text = words().pipeline;
    const [isSending, setSending] = useState(false);

    async function cancel(): Promise<void> {
        setSending(true);
        try {
            await cancelRun(run);
            notify(text.cancelled);
        } catch (error) {
            notify(plainly(error), true);
        }

        onClose();
        onChange();
    }

    return (
        <Dialog title={text.cancelTitle} onClose={onClose}>
            <p class="muted">{text.cancelHint}</p>
            <div class="dialog-buttons">
                <button type="button" class="button" onClick={onClose}>
                    {text.cancelNo}
                </button>
                <button type="button" class="button is-danger" disabled={isSending} onClick={cancel}>
                    {text.cancelYes}
                </button>
            </div>
        </Dialog>
    );
}

function RetryDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
    const text = words().pipeline;
    const { route } = useLocation();
    const isComplete = run.status === 'completed';
    const [from, setFrom] = useState<StageName | ''>(isComplete ? 'story' : '');
    const [isSending, setSending] = useState(false);

    async function retry(): Promise<void> {
        setSending(true);
        try {
            const started = await retryRun(run, from);
            onClose();
            notify(text.retried);
            route(pipelineUrl(started.task_id, started.run_id));
        } catch (error) {
            setSending(false);
            notify(plainly(error), true);
        }
    }

    return (
        <Dialog title={text.retryTitle} onClose={onClose}>
            <p class="muted">{text.retryHint}</p>
            <div class="field">
                <label for="retry-from">{text.retryFrom}</label>
                <select id="retry-from" value={from} onChange={(e) => setFrom(e.currentTarget.value as StageName | '')}>
                    {!isComplete && <option value="">{text.retryFailed}</option>}
                    {reachedStages(run).map((stage) => (
                        <option key={stage.name} value={stage.name}>
                            {words().stages[stage.name]}
                        </option>
                    ))}
                </select>
            </div>
            <div class="dialog-buttons">
                <button type="button" class="button" onClick={onClose}>
                    {text.retryNo}
                </button>
                <button type="button" class="button is-primary" disabled={isSending} onClick={retry}>
                    {text.retryYes}
                </button>
            </div>
        </Dialog>
    );
}

/** The stages that a retry may begin with: all before them are done. */
function reachedStages(run: RunDetail): Stage[] {
    const open = run.stages.findIndex((stage) => stage.state !== 'completed');
    return open < 0 ? run.stages : run.stages.slice(0, open + 1);
}
