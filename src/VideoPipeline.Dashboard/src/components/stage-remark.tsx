import type { Stage } from '../api/types';
import { words } from '../i18n';
import { ServerText } from './server-text';

/** What a stage waits for, or else does or has made. */
export function StageRemark({ stage }: { stage: Stage }) {
    if (stage.waiting_for) {
        return (
            <>
                {words().pipeline.waitsFor} <ServerText text={stage.waiting_for} />
            </>
        );
    }

    return stage.detail ? <ServerText text={stage.detail} /> : null;
}
