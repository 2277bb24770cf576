using Microsoft.DurableTask;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Orchestration;

namespace VideoPipeline.Functions.Tests.Orchestration;

public sealed class RunningExportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private static readonly ExportProgress UnderWay = new(ExportPhase.UnderWay);
    private static readonly ExportProgress Ended = new(ExportPhase.Ended, 100);

    private readonly TaskCompletionSource cancelled = new();
    private readonly ExportStep step = new(Requests.Input(export: true), 0, new FencingToken(1, 1), new ArtifactReference("drafts", "draft.jy", 1));

    [Theory]
    [InlineData(nameof(ExportActivities.StartExport))]
    [InlineData(nameof(ExportActivities.AwaitExport))]
    public async Task ExporterThatIsAwayForAWhile_IsAskedAgain_AndTheExportGoesOn(string away)
    {
        int failures = 0;
        var context = new ScriptedContext(name => name == away && ++failures <= 20 ? null : Answer(name));

        (await RunAsync(context)).Should().Be(Ended);

        context.Calls.Count(c => c == away).Should().Be(21);
    }

    [Fact]
    public async Task ExporterThatIsAwayForLongerThanThePatience_FailsTheExport()
    {
        var context = new ScriptedContext(name => name == nameof(ExportActivities.AwaitExport) ? null : Answer(name));
        DateTime begun = context.CurrentUtcDateTime;

        Func<Task> act = () => RunAsync(context);

        await act.Should().ThrowAsync<TaskFailedException>();
        (context.CurrentUtcDateTime - begun).Should().BeCloseTo(Patience, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Cancel_WhileTheExporterIsAway_IsTriedUntilItAnswers()
    {
        int failures = 0;
        var context = new ScriptedContext(name =>
        {
            cancelled.TrySetResult();
            return name == nameof(ExportActivities.CancelExport) && ++failures > 5 ? true : null;
        });

        (await RunAsync(context)).Should().BeNull("the run is cancelled");

        context.Calls.Count(c => c == nameof(ExportActivities.CancelExport)).Should().Be(6);
    }

    private static object Answer(string activity) => activity == nameof(ExportActivities.StartExport) ? UnderWay : Ended;

    private Task<ExportProgress?> RunAsync(TaskOrchestrationContext context) =>
        new RunningExport(context, step, Patience, cancelled.Task).RunAsync();
}
