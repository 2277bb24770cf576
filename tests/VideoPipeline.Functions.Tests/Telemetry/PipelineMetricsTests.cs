using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Telemetry;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Telemetry;

public sealed class PipelineMetricsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MetricRecorder recorder = new();
    private readonly PipelineMetrics metrics;

    public PipelineMetricsTests() => metrics = new PipelineMetrics(recorder);

    public void Dispose() => recorder.Dispose();

    [Fact]
    public void Changed_RunThatFailsInAStage_CountsTheRunWithItsReasonAndMeasuresBoth()
    {
        RunRecord running = RunRecord.Requested(Requests.Input()).Start(Start)
            .With(PipelineStage.Story, s => s.Start(Start, "begins"));
        RunRecord failed = running.Finish(Start.AddSeconds(30), new StageFailure("quota-exhausted", "Come back tomorrow."));

        metrics.Changed(running, failed);

        recorder.Of("videopipeline.runs.ended").Should().ContainSingle().Which
            .Should().Be(new MetricRecorder.Measurement("videopipeline.runs.ended", 1, "state=Failed, code=quota-exhausted, stage=Story"));
        recorder.Of("videopipeline.run.duration").Should().ContainSingle(m => m.Value == 30 && m.Tags == "state=Failed");
        recorder.Of("videopipeline.stage.duration").Should().ContainSingle(m => m.Value == 30 && m.Tags == "stage=Story, state=Failed");
    }

    [Fact]
    public void Changed_RecordThatHadEndedBefore_IsNotCountedAgain()
    {
        RunRecord ended = RunRecord.Requested(Requests.Input()).Start(Start).Finish(Start, StageFailure.Cancelled);

        metrics.Changed(ended, ended);

        recorder.Of("videopipeline.runs.ended").Should().BeEmpty();
        recorder.Of("videopipeline.stage.duration").Should().BeEmpty();
    }

    [Fact]
    public void Changed_RunThatIsStartedAgain_IsCounted()
    {
        RunRecord running = RunRecord.Requested(Requests.Input()).Start(Start);

        metrics.Changed(running, running.Restart(Start));

        recorder.Of("videopipeline.runs.restarted").Should().ContainSingle(m => m.Value == 1);
    }

    [Fact]
    public void Called_AnswerOfALanguageModel_CountsItsTokensBothWays()
    {
        metrics.Called(new ProviderCall("openai", "a-model", InputTokens: 100, OutputTokens: 20));

        recorder.Of("videopipeline.provider.calls").Should().ContainSingle(m => m.Tags == "provider=openai");
        recorder.Of("videopipeline.provider.tokens").Select(m => (m.Value, m.Tags))
            .Should().Equal((100, "provider=openai, direction=input"), (20, "provider=openai, direction=output"));
        recorder.Of("videopipeline.provider.characters").Should().BeEmpty();
    }

    [Fact]
    public void Swept_OfSlots_TellsHoldersAndWaitersByResource()
    {
        metrics.Swept("exporter", 1, 7, 2);

        recorder.Of("videopipeline.slots.held").Should().ContainSingle(m => m.Value == 1 && m.Tags == "resource=exporter");
        recorder.Of("videopipeline.slots.waiting").Should().ContainSingle(m => m.Value == 7);
        recorder.Of("videopipeline.slots.taken_back").Should().ContainSingle(m => m.Value == 2);
    }
}
