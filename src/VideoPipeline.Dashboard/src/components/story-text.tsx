import { useState } from 'preact/hooks';
import { readText } from '../api/pipelines';
import type { RunDetail } from '../api/types';
import { words } from '../i18n';
import { useResource } from '../resource';
import { textLanguage } from '../text-language';
import { Panel } from './panel';
import { Problem } from './problem';
import { Skeleton } from './skeleton';

const longStory = 1800;

/** The story, to be read. A long one is folded. */
export function StoryText({ run }: { run: RunDetail }) {
    const text = words().pipeline;
    const artifact = run.artifacts.find((a) => a.name === 'story.txt');
    const story = useResource(async (signal) => (artifact ? readText(artifact, signal) : null), [artifact?.url]);
    const [isWhole, setWhole] = useState(false);
    if (!artifact) {
        return null;
    }

    const isLong = (story.data?.length ?? 0) > longStory;
    return (
        <Panel title={text.story}>
            {story.error !== null && <Problem error={story.error} onRetry={story.reload} />}
            {story.data === null ? (
                story.error === null && <Skeleton rows={1} kind="block" />
            ) : (
                <div id="story" class={isLong && !isWhole ? 'story is-folded' : 'story'} lang={textLanguage(story.data)}>
                    {story.data
                        .split(/\n+/)
                        .filter((paragraph) => paragraph.trim())
                        .map((paragraph, i) => (
                            <p key={i}>{paragraph}</p>
                        ))}
                </div>
            )}
            {isLong && (
                <button
                    type="button"
                    class="button is-quiet"
                    aria-expanded={isWhole}
                    aria-controls="story"
                    onClick={() => setWhole(!isWhole)}
                >
                    {isWhole ? text.storyLess : text.storyAll}
                </button>
            )}
        </Panel>
    );
}
