using System.Text.Encodings.Web;
using System.Text.Json;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Reports;

/// <summary>Writes the reports of runs: <c>report.json</c> for programs, <c>report.md</c> for people, beside the run's log.</summary>
public sealed class RunReportStore(ArtifactStore artifacts, RunJournal journal)
{
    // for a file that people read, too: Chinese stays Chinese
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the report of a run that has ended, unless it is written.</summary>
    public async Task WriteAsync(RunRecord record, CancellationToken cancellationToken)
    {
        RunReport report = RunReport.Of(record, await journal.ReadAsync(record.Input.Key, cancellationToken));
        var json = BinaryData.FromString(JsonSerializer.Serialize(report, Readable));
        await artifacts.AddAsync(ArtifactKind.Log, record.Input.Key, ArtifactNames.Report, json, cancellationToken);
        await artifacts.AddAsync(
            ArtifactKind.Log, record.Input.Key, ArtifactNames.ReportText, BinaryData.FromString(RunReportText.Of(report)), cancellationToken);
    }
}
