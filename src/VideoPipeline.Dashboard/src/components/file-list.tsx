import { mediaUrl } from '../api/pipelines';
import type { RunDetail } from '../api/types';
import { fileSize } from '../format';
import { words } from '../i18n';
import { Icon } from './icon';
import { Panel } from './panel';

export function FileList({ run }: { run: RunDetail }) {
    const text = words().pipeline;
    const files = run.artifacts.filter((a) => !a.name.startsWith('pictures/'));
    return (
        <Panel title={text.files}>
            {files.length === 0 && <p class="muted">{text.filesEmpty}</p>}
            <ul class="files">
                {files.map((file) => (
                    <li key={file.name}>
                        <a href={mediaUrl(run, file.name, true)} download={file.name} aria-label={text.download(file.name)}>
                            <Icon name="download" />
                            <span>{file.name}</span>
                        </a>
                        <span class="muted">{fileSize(file.size)}</span>
                    </li>
                ))}
            </ul>
        </Panel>
    );
}
