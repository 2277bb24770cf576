import { readReport } from '../api/pipelines';
import type { Artifact, Report, ReportProvider } from '../api/types';
import { wholeNumber } from '../format';
import { words } from '../i18n';
import { useResource } from '../resource';
import { Panel } from './panel';
import { Problem } from './problem';
import { ServerText } from './server-text';
import { Skeleton } from './skeleton';

/** What the run took: tokens, cost, providers, and what is to be remarked. */
export function ReportPanel({ artifact }: { artifact: Artifact }) {
    const report = useResource((signal) => readReport(artifact, signal), [artifact.url]);
    return (
        <Panel title={words().pipeline.report}>
            {report.data ? (
                <Figures report={report.data} />
            ) : report.error ? (
                <Problem error={report.error} onRetry={report.reload} />
            ) : (
                <Skeleton rows={2} />
            )}
        </Panel>
    );
}

function Figures({ report }: { report: Report }) {
    const text = words().pipeline;
    return (
        <>
            <dl class="facts">
                <div>
                    <dt>{text.tokens}</dt>
                    <dd>{text.tokensInOut(wholeNumber(report.input_tokens), wholeNumber(report.output_tokens))}</dd>
                </div>
                {report.cost !== null && (
                    <div>
                        <dt>{text.cost}</dt>
                        <dd>{wholeNumber(report.cost)}</dd>
                    </div>
                )}
                {report.providers.map((provider) => (
                    <div key={`${provider.provider} ${provider.model}`}>
                        <dt>{provider.model ? `${provider.provider}, ${provider.model}` : provider.provider}</dt>
                        <dd>{amountOf(provider)}</dd>
                    </div>
                ))}
            </dl>
            {report.warnings.length > 0 && (
                <>
                    <h3>{text.warnings}</h3>
                    <ul class="remarks">
                        {report.warnings.map((warning) => (
                            <li key={warning}>
                                <ServerText text={warning} />
                            </li>
                        ))}
                    </ul>
                </>
            )}
        </>
    );
}

function amountOf(provider: ReportProvider): string {
    const text = words().pipeline;
    const calls = text.calls(wholeNumber(provider.calls));
    return provider.characters > 0 ? `${calls}, ${text.characters(wholeNumber(provider.characters))}` : calls;
}
