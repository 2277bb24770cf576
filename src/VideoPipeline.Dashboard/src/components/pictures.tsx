import { mediaUrl } from '../api/pipelines';
import type { RunDetail } from '../api/types';
import { words } from '../i18n';
import { Panel } from './panel';

/** The pictures that the draft is made of. */
export function Pictures({ run }: { run: RunDetail }) {
    const pictures = run.artifacts.filter((a) => a.name.startsWith('pictures/'));
    if (pictures.length === 0) {
        return null;
    }

    return (
        <Panel title={words().pipeline.pictures}>
            <ul class="pictures">
                {pictures.map((picture, i) => (
                    <li key={picture.name}>
                        <a href={mediaUrl(run, picture.name)} target="_blank" rel="noreferrer">
                            <img
                                src={mediaUrl(run, picture.name)}
                                alt={words().pipeline.picture(i + 1)}
                                loading="lazy"
                                width="320"
                                height="180"
                            />
                        </a>
                    </li>
                ))}
            </ul>
        </Panel>
    );
}
