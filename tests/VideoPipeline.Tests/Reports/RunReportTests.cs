using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story.Llm;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Pipelines;
using VideoPipeline.Tests.Story;

namespace VideoPipeline.Tests.Reports;

public sealed class RunReportTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_Journal_AddsUpAttemptsStepsAndProviders()
    {
        JournalEntry[] journal =
        [
            Entry("plan", 2, "answer-unusable", new ProviderCall("gemini", "m", 100, 20, Cost: 0.1m)),
            Entry("plan", 3, null, new ProviderCall("gemini", "m", 100, 30, Cost: 0.2m), new ProviderCall("gemini", "m", 1, 1)),
            Entry("chunk 1", 1, null, new ProviderCall("espeak", Characters: 400)) with { At = Start.AddSeconds(9), Stage = PipelineStage.Voice, Warnings = ["quiet"] },
        ];

        RunReport report = RunReport.Of(Ended(), journal);

        report.Steps.Should().BeEquivalentTo(
            [
                new StepReport(PipelineStage.Story, "plan", Start.AddSeconds(2), 2, 5, null, 201, 51, 0.3m),
                new StepReport(PipelineStage.Voice, "chunk 1", Start.AddSeconds(9), 1, 1, null, 0, 0, null),
            ],
            o => o.WithStrictOrdering());
        report.Providers.Should().BeEquivalentTo(
            [new ProviderReport("gemini", "m", 3, 201, 51, 0, 0.3m), new ProviderReport("espeak", null, 1, 0, 0, 400, null)]);
        report.Seconds.Should().Be(90);
        report.Cost.Should().Be(0.3m);
        report.Warnings.Should().Equal("Voice (chunk 1): quiet");
    }

    [Fact]
    public void Text_Report_IsTablesOfOneLineEach()
    {
        RunReport report = RunReport.Of(Ended(new StageFailure("content-refused", "No.\nNot | this.")), [Entry("plan", 2, null)]);

        string text = RunReportText.Of(report);

        text.Should().Contain("Failed, 90.0 s, requested 2026-11-01").And.Contain("**content-refused**: No. Not \\| this.")
            .And.Contain("| Story | plan | 1 | 2.0 s | 0, 0 |  |").And.NotContain("## Warnings").And.NotContain("## Providers");
    }

    [Fact]
    public async Task RecordAsync_Failure_IsInTheJournalWithWhatItTook()
    {
        await using StageFixture fixture = StageFixture.Create(azurite);
        Func<Task> refused = () => Record(new AnswerUnusableException("no"), calls: 1);
        Func<Task> unsent = () => Record(new RequestNotReservedException("llm:openai"), calls: 0);

        await refused.Should().ThrowAsync<AnswerUnusableException>();
        await unsent.Should().ThrowAsync<RequestNotReservedException>();
        await fixture.Journal.RecordAsync(fixture.Run, PipelineStage.Story, "plan", () => Task.FromResult(1), default);

        IReadOnlyList<JournalEntry> journal = await fixture.Journal.ReadAsync(fixture.Run, default);
        journal.Select(e => (e.Error, e.Calls.Count)).Should().Equal(("answer-unusable", 1), (null, 0));

        Task<int> Record(Exception failure, int calls) => fixture.Journal.RecordAsync<int>(fixture.Run, PipelineStage.Story, "plan", () =>
        {
            for (int i = 0; i < calls; i++)
            {
                fixture.Meter.Add(new ProviderCall("openai"));
            }

            throw failure;
        }, default);
    }

    private static JournalEntry Entry(string step, double seconds, string? error, params ProviderCall[] calls) =>
        new(PipelineStage.Story, step, Start.AddSeconds(seconds), seconds, error, calls, []);

    private static RunRecord Ended(StageFailure? failure = null) =>
        RunRecord.Requested(TestRuns.Input() with { RequestedAt = Start }).Start(Start.AddSeconds(1)).Finish(Start.AddSeconds(91), failure);
}
