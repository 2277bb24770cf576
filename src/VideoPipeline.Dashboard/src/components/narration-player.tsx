import { useEffect, useRef, useState } from 'preact/hooks';
import { mediaUrl, readText } from '../api/pipelines';
import type { RunDetail } from '../api/types';
import { timecode } from '../format';
import { words } from '../i18n';
import { useResource } from '../resource';
import { parseSubRip, type Cue } from '../subtitles';
import { textLanguage } from '../text-language';
import { Panel } from './panel';
import { Problem } from './problem';

/** The narration, with its subtitles beside it: the spoken one is marked, and each is a place to play from. */
export function NarrationPlayer({ run }: { run: RunDetail }) {
    const audio = useRef<HTMLAudioElement>(null);
    const [time, setTime] = useState(0);
    const subtitles = run.artifacts.find((a) => a.name === 'audio.srt');
    const cues = useResource(async (signal) => (subtitles ? parseSubRip(await readText(subtitles, signal)) : []), [subtitles?.url]);
    if (!run.artifacts.some((a) => a.name === 'audio.mp3')) {
        return null;
    }

    function playFrom(cue: Cue): void {
        const player = audio.current!;
        player.currentTime = cue.start;
        setTime(cue.start);
        // a player that cannot play shows so by itself
        player.play().catch(() => undefined);
    }

    return (
        <Panel title={words().pipeline.narration}>
            <audio
                ref={audio}
                class="audio"
                controls
                preload="metadata"
                src={mediaUrl(run, 'audio.mp3')}
                aria-label={words().pipeline.narration}
                onTimeUpdate={(e) => setTime(e.currentTarget.currentTime)}
            />
            {cues.error !== null && <Problem error={cues.error} onRetry={cues.reload} />}
            {cues.data && cues.data.length > 0 && <Cues cues={cues.data} time={time} onChoose={playFrom} />}
        </Panel>
    );
}

interface CuesProps {
    cues: Cue[];
    time: number;
    onChoose: (cue: Cue) => void;
}

function Cues({ cues, time, onChoose }: CuesProps) {
    const list = useRef<HTMLOListElement>(null);
    const active = time > 0 ? cues.findLastIndex((cue) => cue.start <= time) : -1;

    useEffect(() => {
        const item = list.current?.children[active];
        if (item instanceof HTMLElement && list.current) {
            list.current.scrollTop = item.offsetTop - list.current.clientHeight / 3;
        }
    }, [active]);

    return (
        <ol ref={list} class="cues" aria-label={words().pipeline.cues} tabIndex={0} lang={textLanguage(cues[0]?.text ?? '')}>
            {cues.map((cue, i) => (
                <li key={cue.start}>
                    <button type="button" class="cue" aria-current={i === active ? 'true' : undefined} onClick={() => onChoose(cue)}>
                        <span class="cue-time">{timecode(cue.start)}</span> {cue.text}
                    </button>
                </li>
            ))}
        </ol>
    );
}
