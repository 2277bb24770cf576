using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>What the activities of <see cref="LimitedFunctions"/> are to answer, and what they were given.</summary>
public sealed class Script
{
    /// <summary>The answers, in order; after them everything is done.</summary>
    public ConcurrentQueue<StageOutcome> Answers { get; } = new();

    /// <summary>The calls.</summary>
    public ConcurrentQueue<StagePart> Calls { get; } = new();
}

/// <summary>A run that calls one activity under its limits.</summary>
public sealed class LimitedFunctions(Script script)
{
    [Function(nameof(CallLimited))]
    public static Task<StageOutcome> CallLimited([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input)
    {
        Task cancelled = context.WaitForExternalEvent<string>(CancelSignal.EventOf(input.RunId));
        return new LimitedCalls(context, cancelled).CallAsync(nameof(Answer), new StagePart(input, 0), null);
    }

    [Function(nameof(CallManyLimited))]
    public static Task<StageOutcome[]> CallManyLimited([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input)
    {
        var calls = new LimitedCalls(context, context.WaitForExternalEvent<string>(CancelSignal.EventOf(input.RunId)));
        return Task.WhenAll(Enumerable.Range(0, 20).Select(i => calls.CallAsync(nameof(Answer), new StagePart(input, i), "llm:slow")));
    }

    [Function(nameof(Answer))]
    public StageOutcome Answer([ActivityTrigger] StagePart part)
    {
        script.Calls.Enqueue(part);
        return script.Answers.TryDequeue(out StageOutcome? answer) ? answer : StageOutcome.Done;
    }
}
