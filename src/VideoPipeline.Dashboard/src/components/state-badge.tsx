import type { RunState } from '../api/types';
import { words } from '../i18n';
import { Icon, type IconName } from './icon';

const icons: Record<RunState, IconName> = { pending: 'clock', running: 'play', completed: 'check', failed: 'alert', cancelled: 'stop' };

/** A run's state, by word, shape and colour. */
export function StateBadge({ state, isCancelling = false }: { state: RunState; isCancelling?: boolean }) {
    return (
        <span class={`badge state-${state}`}>
            <Icon name={icons[state]} />
            {isCancelling && state === 'running' ? words().cancelling : words().states[state]}
        </span>
    );
}
