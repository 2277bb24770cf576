using System.Globalization;
using System.Text;

namespace VideoPipeline.Reports;

/// <summary>A run's report for people, as <c>report.md</c>.</summary>
internal static class RunReportText
{
    /// <summary>The report in Markdown.</summary>
    public static string Of(RunReport report)
    {
        var text = new StringBuilder();
        Line(text, $"# Run {report.Run} of {report.Pipeline}");
        Line(text, $"");
        Line(text, $"{report.State}, {Seconds(report.Seconds)}, requested {report.RequestedAt:yyyy-MM-dd HH:mm:ss} UTC.");
        if (report.Failure is { } failure)
        {
            Line(text, $"");
            Line(text, $"**{failure.Code}**: {Cell(failure.Message)}");
        }

        Table(text, "Stages", "Stage | State | Time | Detail", report.Stages.Select(s =>
            $"{s.Stage} | {s.State} | {Seconds(s.Seconds)} | {Cell(s.ReusedFrom is { } run ? $"adopted from run {run}" : s.Detail ?? "")}"));
        Table(text, "Steps", "Stage | Step | Attempts | Time | Tokens in, out | Cost", report.Steps.Select(s =>
            $"{s.Stage} | {s.Step}{(s.Error is null ? "" : $" ({s.Error})")} | {s.Attempts} | {Seconds(s.Seconds)} | {Count(s.InputTokens)}, {Count(s.OutputTokens)} | {Money(s.Cost)}"));
        Table(text, "Providers", "Provider | Model | Calls | Tokens in, out | Characters | Cost", report.Providers.Select(p =>
            $"{p.Provider} | {Cell(p.Model ?? "")} | {p.Calls} | {Count(p.InputTokens)}, {Count(p.OutputTokens)} | {Count(p.Characters)} | {Money(p.Cost)}"));
        if (report.Warnings.Count > 0)
        {
            Line(text, $"");
            Line(text, $"## Warnings");
            Line(text, $"");
            foreach (string warning in report.Warnings)
            {
                Line(text, $"- {Cell(warning)}");
            }
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, string head, IEnumerable<string> rows)
    {
        string[] lines = [.. rows];
        if (lines.Length == 0)
        {
            return;
        }

        Line(text, $"");
        Line(text, $"## {title}");
        Line(text, $"");
        Line(text, $"| {head} |");
        Line(text, $"|{string.Concat(Enumerable.Repeat("---|", head.Count(c => c == '|') + 1))}");
        foreach (string line in lines)
        {
            Line(text, $"| {line} |");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Seconds(double? seconds) => seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.0} s") : "";

    private static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Money(decimal? cost) => cost?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    // on one line, and without what would end a cell
    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
