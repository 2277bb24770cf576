import type { RunDetail } from '../api/types';
import { wholeNumber } from '../format';
import { words } from '../i18n';
import { Panel } from './panel';

/** What was asked for. */
export function RequestPanel({ run }: { run: RunDetail }) {
    const text = words().pipeline;
    const { request } = run;
    const yesOrNo = (flag: boolean): string => (flag ? text.yes : text.no);
    const facts: [string, string][] = [
        [text.narrator, request.gender === 'female' ? text.female : text.male],
        [
            text.language,
            request.language === 'zh' ? words().start.chinese : request.language === 'en' ? words().start.english : text.asTranscript,
        ],
        [text.minutes, request.target_minutes === null ? text.asTranscript : text.minutesValue(wholeNumber(request.target_minutes))],
        [text.subtitles, yesOrNo(request.enable_subtitle)],
        [text.exports, yesOrNo(run.export_video)],
        [text.gallery, request.image_dir ?? text.cards],
        [text.music, request.music ?? text.noMusic],
    ];
    if (request.image_dir) {
        facts.push([text.pictureSeconds, wholeNumber(request.duration)]);
    }

    return (
        <Panel title={text.request}>
            <dl class="facts">
                {facts.map(([name, value]) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
                <div class="is-wide">
                    <dt>{text.runId}</dt>
                    <dd>
                        <code>{run.run_id}</code>
                    </dd>
                </div>
            </dl>
        </Panel>
    );
}
