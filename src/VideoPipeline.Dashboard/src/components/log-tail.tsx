import { useEffect, useRef } from 'preact/hooks';
import { mediaUrl, readTail } from '../api/pipelines';
import type { RunDetail } from '../api/types';
import { words } from '../i18n';
import { useResource } from '../resource';
import { isSettled } from '../settled';
import { Panel } from './panel';
import { Problem } from './problem';

const tailBytes = 20000;
const refresh = 3000;

/** The end of the run's log. While the run goes on it grows, and the view stays at its end. */
export function LogTail({ run }: { run: RunDetail }) {
    const text = words().pipeline;
    const view = useRef<HTMLPreElement>(null);
    const isAtEnd = useRef(true);
    const artifact = run.artifacts.find((a) => a.name === 'run.log');
    const log = useResource(async (signal) => (artifact ? readTail(artifact, tailBytes, signal) : ''), [artifact?.url]);
    const isLive = !isSettled(run);

    useEffect(() => {
        if (!isLive) {
            return undefined;
        }

        const timer = setInterval(() => {
            if (!document.hidden) {
                log.reload();
            }
        }, refresh);
        return () => {
            clearInterval(timer);
            // what was written at the very end
            log.reload();
        };
    }, [isLive]);

    useEffect(() => {
        if (view.current && isAtEnd.current) {
            view.current.scrollTop = view.current.scrollHeight;
        }
    }, [log.data]);

    return (
        <Panel
            title={text.log}
            aside={
                artifact && (
                    <a href={mediaUrl(run, 'run.log')} target="_blank" rel="noreferrer">
                        {text.logWhole}
                    </a>
                )
            }
        >
            {log.error !== null && <Problem error={log.error} onRetry={log.reload} />}
            {log.data ? (
                <pre
                    ref={view}
                    class="log"
                    tabIndex={0}
                    role="group"
                    aria-label={text.log}
                    lang="en"
                    onScroll={(e) => {
                        const { scrollTop, scrollHeight, clientHeight } = e.currentTarget;
                        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 8;
                    }}
                >
                    {log.data}
                </pre>
            ) : (
                <p class="muted">{text.logEmpty}</p>
            )}
        </Panel>
    );
}
