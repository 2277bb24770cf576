using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>The orchestrators on a host that tells little of failures, drops workers, and keeps no order of events.</summary>
public sealed class OrchestratorsTests
{
    private static readonly FencingToken Old = new(1, 1);
    private static readonly FencingToken New = new(1, 2);

    private readonly PipelineInput run = WithCallback(Requests.Input(export: true));

    public static TheoryData<TaskFailureDetails> Failures { get; } = new(
        new TaskFailureDetails("(unknown)", "Nobody listens.", null, null, null),
        TaskFailureDetails.FromException(new HttpRequestException("Nobody listens.")),
        TaskFailureDetails.FromException(new InvalidOperationException("Nobody listens.", new TimeoutException())));

    [Fact]
    public async Task Calls_OfActivitiesAndStages_AllAreRetried()
    {
        var contexts = new List<ScriptedContext>();
        contexts.Add(await RunAsync(Answer, c => VideoPipelineOrchestrator.Run(c, run)));
        contexts.Add(await RunAsync(Answer, c => StoryOrchestrator.Run(c, run)));
        contexts.Add(await RunAsync(Answer, c => VoiceOrchestrator.Run(c, run)));
        contexts.Add(await RunAsync(Answer, c => CallbackOrchestrator.Run(c, run.Key)));
        contexts.Add(await RunAsync(
            name => name == nameof(ExportActivities.StartExport) ? new ExportProgress(ExportPhase.Cancelled) : Answer(name),
            c => VideoPipelineOrchestrator.Run(c, run)));

        contexts.SelectMany(c => c.Calls).Intersect(Activities()).Should().BeEquivalentTo(Activities(), "each is called");
        contexts.SelectMany(c => c.Calls.Zip(c.Options)).Should()
            .OnlyContain(call => call.Second != null && call.Second.Retry != null && call.Second.Retry.Policy!.MaxNumberOfAttempts >= 3);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_OfAnActivity_EndsTheRunAlikeWhateverIsKnownOfIt(TaskFailureDetails failure)
    {
        var context = new ScriptedContext(name => name == nameof(DraftActivities.BuildDraft) ? null : Answer(name)) { Failure = failure };

        await VideoPipelineOrchestrator.Run(context, run);

        StageFailure end = context.Inputs[nameof(RunActivities.FinishRun)].Should().BeOfType<RunEnd>().Which.Failure!;
        end.Code.Should().Be(StageFailure.InternalCode);
        end.Message.Should().Contain("Nobody listens.").And.Contain("Retry the run");
        context.Calls.Should().NotContain(nameof(ExportActivities.PrepareExport));
    }

    [Theory]
    [InlineData(new long[] { 2 })]
    [InlineData(new long[] { 1, 2 })]
    [InlineData(new long[] { 1, 1, 2 })]
    [InlineData(new long[] { 2, 1 })]
    public async Task Grants_ThatComeBeforeTheWaitAndInAnyOrder_GiveTheNewOne(long[] counters)
    {
        var request = new SlotRequest("request", "instance", "run", "creator");
        var context = new ScriptedContext(_ => new SlotAnswer(null, 1, Old));
        foreach (long counter in counters)
        {
            context.Raise(SlotGranter.EventOf(request.RequestId), new SlotGrant(request, new FencingToken(1, counter)));
        }

        FencingToken used = default;
        await Slots.UseAsync(context, SemaphoreEntity.Exporter, request, new TaskCompletionSource().Task, _ => { }, token =>
        {
            used = token;
            return Task.FromResult(StageOutcome.Done);
        });

        used.Should().Be(New);
    }

    [Fact]
    public async Task Cancellation_ThatComesBeforeTheWait_EndsTheRunAndAnotherRunsDoesNot()
    {
        var own = new ScriptedContext(Answer);
        own.Raise(CancelSignal.EventOf(run.RunId), "");
        var others = new ScriptedContext(Answer);
        others.Raise(CancelSignal.EventOf(RunId.New(TimeProvider.System)), "");

        await VideoPipelineOrchestrator.Run(own, run);
        await VideoPipelineOrchestrator.Run(others, run);

        own.Inputs[nameof(RunActivities.FinishRun)].Should().Be(new RunEnd(run, StageFailure.Cancelled));
        own.Calls.Should().NotContain(nameof(StoryOrchestrator));
        others.Inputs[nameof(RunActivities.FinishRun)].Should().Be(new RunEnd(run, null));
    }

    private static async Task<ScriptedContext> RunAsync(Func<string, object?> answer, Func<TaskOrchestrationContext, Task> orchestrator)
    {
        var context = new ScriptedContext(answer);
        await orchestrator(context);
        return context;
    }

    private static IEnumerable<string> Activities() => typeof(RunActivities).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods())
        .Where(m => m.GetParameters().Any(p => p.GetCustomAttribute<ActivityTriggerAttribute>() is not null))
        .Select(m => m.GetCustomAttribute<FunctionAttribute>()!.Name);

    private static PipelineInput WithCallback(PipelineInput input) =>
        input with { Request = input.Request with { CallbackUrl = "https://studio.example/done" } };

    // a run without limits that goes well
    private object Answer(string name) => name switch
    {
        nameof(RunActivities.ClaimRun) or nameof(RunActivities.FindNextRun) => ScriptedContext.Nothing,
        nameof(RunActivities.FinishRun) => new RunOutcome(run.RunId, RunState.Completed, null),
        nameof(StoryActivities.PlanStory) or nameof(VoiceActivities.PlanVoice) => new StageOutcome(Parts: 2),
        nameof(ExportActivities.PrepareExport) =>
            new PreparedExport(new ArtifactReference("drafts", "draft.jy", 1), 0, TimeSpan.FromMinutes(30)),
        nameof(ExportActivities.StartExport) => new ExportProgress(ExportPhase.UnderWay),
        nameof(ExportActivities.AwaitExport) => new ExportProgress(ExportPhase.Ended, 100),
        nameof(SemaphoreEntity.Acquire) => new SlotAnswer(New, 0, New),
        nameof(CallbackActivities.CallBack) or nameof(CallbackActivities.AnnounceEnd) or nameof(ExportActivities.AwaitExcerpts)
            or nameof(ExportActivities.CancelExport) => true,
        _ => StageOutcome.Done,
    };
}
