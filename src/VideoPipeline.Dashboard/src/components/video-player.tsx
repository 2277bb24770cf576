import { useEffect, useRef } from 'preact/hooks';
import { mediaUrl, readText } from '../api/pipelines';
import type { RunDetail } from '../api/types';
import { words } from '../i18n';
import { useResource } from '../resource';
import { parseSubRip } from '../subtitles';
import { textLanguage } from '../text-language';
import { Panel } from './panel';

/** The finished video. Where subtitles are not in the picture, they are a track that can be switched on. */
export function VideoPlayer({ run }: { run: RunDetail }) {
    const video = useRef<HTMLVideoElement>(null);
    const hasVideo = run.artifacts.some((a) => a.name === 'final_video.mp4');
    const subtitles = run.request.enable_subtitle ? undefined : run.artifacts.find((a) => a.name === 'audio.srt');
    const cues = useResource(async (signal) => (subtitles ? parseSubRip(await readText(subtitles, signal)) : []), [subtitles?.url]);

    useEffect(() => {
        if (video.current && cues.data && cues.data.length > 0 && video.current.textTracks.length === 0) {
            const track = video.current.addTextTrack('subtitles', words().pipeline.subtitles, textLanguage(cues.data[0]!.text));
            cues.data.forEach((cue) => track.addCue(new VTTCue(cue.start, cue.end, cue.text)));
        }
    }, [cues.data, hasVideo]);

    if (!hasVideo) {
        return null;
    }

    const hasPoster = run.artifacts.some((a) => a.name === 'poster.jpg');
    return (
        <Panel title={words().pipeline.video}>
            <video
                ref={video}
                class="video"
                controls
                playsInline
                preload="metadata"
                src={mediaUrl(run, 'final_video.mp4')}
                poster={hasPoster ? mediaUrl(run, 'poster.jpg') : undefined}
                aria-label={words().pipeline.video}
            />
        </Panel>
    );
}
