import { readReport } from '../api/pipelines';
import type { Report, ReportStep, RunDetail, Stage } from '../api/types';
import { now } from '../clock';
import { duration, wholeNumber } from '../format';
import { words } from '../i18n';
import { useResource } from '../resource';
import { stageClass } from '../routes';
import { stageState } from '../stage-words';
import { packLanes, ticks, type Placed, type Span } from '../timescale';
import { Panel } from './panel';
import { ServerText } from './server-text';
import { StageRemark } from './stage-remark';
import { elapsed } from './times';

/** The run as an editor would see it: a track for each stage, its clip where it took place, and the steps inside. */
export function Timeline({ run }: { run: RunDetail }) {
    const text = words().pipeline;
    const artifact = run.artifacts.find((a) => a.name === 'report.json');
    const report = useResource<Report | null>(async (signal) => (artifact ? readReport(artifact, signal) : null), [artifact?.url]);
    const begin = run.started_at ? Date.parse(run.started_at) : null;
    const end = run.completed_at ? Date.parse(run.completed_at) : now.value;
    const span: Span = { begin: begin ?? end, end: Math.max(end, (begin ?? end) + 1000) };
    const steps = report.data?.steps ?? [];
    return (
        <Panel title={text.timeline} class="timeline">
            {begin === null && <p class="muted">{text.timelineEmpty}</p>}
            <div class="tracks">
                <div class="ruler" aria-hidden="true">
                    {ticks((span.end - span.begin) / 1000).map((at) => (
                        <span key={at} style={{ left: `${(at * 100000) / (span.end - span.begin)}%` }}>
                            {at === 0 ? '0' : duration(at)}
                        </span>
                    ))}
                </div>
                {run.stages.map((stage) => (
                    <Track
                        key={stage.name}
                        run={run}
                        stage={stage}
                        span={span}
                        steps={steps.filter((s) => s.stage.toLowerCase() === stage.name)}
                    />
                ))}
            </div>
            {steps.length > 0 && <StepTable steps={steps} />}
        </Panel>
    );
}

// Why a stage failed is told above the timeline.
function Track({ run, stage, span, steps }: { run: RunDetail; stage: Stage; span: Span; steps: ReportStep[] }) {
    const text = words();
    return (
        <div class={`track ${stageClass(stage.name)} is-${stage.state}`}>
            <div class="track-label">
                <strong>{text.stages[stage.name]}</strong>
                <span class="muted">
                    {stageState(run, stage)}
                    {stage.state === 'running' && ` ${stage.percent}%`}
                    {stage.started_at && ` · ${elapsed(stage.started_at, stage.ended_at)}`}
                </span>
            </div>
            <div class="track-lane">
                {stage.started_at && (
                    <div
                        class={stage.reused_from ? 'track-clip is-reused' : 'track-clip'}
                        style={place(span, Date.parse(stage.started_at), stage.ended_at ? Date.parse(stage.ended_at) : span.end)}
                    >
                        {stage.state === 'running' && <div class="track-done" style={{ width: `${stage.percent}%` }} />}
                    </div>
                )}
                <Steps steps={steps} span={span} />
            </div>
            {stage.state !== 'failed' && (stage.reused_from || stage.waiting_for || stage.detail) && (
                <p class="track-remark">{stage.reused_from ? text.pipeline.reused : <StageRemark stage={stage} />}</p>
            )}
        </div>
    );
}

function Steps({ steps, span }: { steps: ReportStep[]; span: Span }) {
    const { placed, lanes } = packLanes(steps.flatMap(spanOf));
    return (
        <>
            {placed.map(({ item, lane, begin, end }) => (
                <div
                    key={item.step}
                    class={item.error ? 'track-step is-bad' : 'track-step'}
                    title={`${item.step} · ${duration(item.seconds)}`}
                    style={{ ...place(span, begin, end), top: `${(lane * 100) / lanes}%`, height: `calc(${100 / lanes}% - 2px)` }}
                />
            ))}
        </>
    );
}

function StepTable({ steps }: { steps: ReportStep[] }) {
    const text = words().pipeline;
    return (
        <details class="steps">
            <summary>{text.steps(wholeNumber(steps.length))}</summary>
            <div class="scroll" tabIndex={0} role="region" aria-label={text.steps(wholeNumber(steps.length))}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{text.stage}</th>
                            <th scope="col">{text.step}</th>
                            <th scope="col" class="number">
                                {text.time}
                            </th>
                            <th scope="col" class="number">
                                {text.attempts}
                            </th>
                            <th scope="col" class="number">
                                {text.tokens}
                            </th>
                            <th scope="col">{text.outcome}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {steps.map((step) => (
                            <tr key={`${step.stage} ${step.step}`}>
                                <td>{stageWord(step.stage)}</td>
                                <td>
                                    <ServerText text={step.step} />
                                </td>
                                <td class="number">{duration(step.seconds)}</td>
                                <td class="number">{wholeNumber(step.attempts)}</td>
                                <td class="number">{wholeNumber(step.input_tokens + step.output_tokens)}</td>
                                <td>{step.error ? <code>{step.error}</code> : text.stepDone}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </details>
    );
}

function stageWord(name: string): string {
    const stages: Record<string, string> = words().stages;
    return stages[name.toLowerCase()] ?? name;
}

// Reports of older runs do not say when a step began: it is in the table only.
function spanOf(step: ReportStep): Omit<Placed<ReportStep>, 'lane'>[] {
    const begin = step.started_at ? Date.parse(step.started_at) : NaN;
    return Number.isNaN(begin) ? [] : [{ item: step, begin, end: begin + step.seconds * 1000 }];
}

function place(span: Span, begin: number, end: number): { left: string; width: string } {
    const length = span.end - span.begin;
    const left = Math.min(100, Math.max(0, ((begin - span.begin) * 100) / length));
    const right = Math.min(100, Math.max(left, ((end - span.begin) * 100) / length));
    return { left: `${left}%`, width: `${right - left}%` };
}
