using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>
/// An orchestration whose activities, stages and entities are the test's, and whose timers are over at once: its clock jumps. What it is
/// asked for at once is answered at once.
/// </summary>
/// <param name="answer">Answers a call by the name of the activity, orchestrator or operation; null is a failure after all retries.</param>
internal sealed class ScriptedContext(Func<string, object?> answer) : TaskOrchestrationContext
{
    private readonly Dictionary<string, Queue<string>> events = [];
    private DateTime now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Stands for an activity that answers nothing.</summary>
    public static object Nothing { get; } = new();

    /// <summary>The activities and stages that were called, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How each of them was called.</summary>
    public List<TaskOptions?> Options { get; } = [];

    /// <summary>What each of them was given.</summary>
    public Dictionary<string, object?> Inputs { get; } = [];

    /// <summary>What is known of the failure of a call; by default as little as some versions of the Functions host tell.</summary>
    public TaskFailureDetails Failure { get; init; } = new("(unknown)", "Nobody listens.", null, null, null);

    /// <summary>Raises an event before anybody waits for it.</summary>
    public void Raise(string eventName, object payload)
    {
        if (!events.TryGetValue(eventName, out Queue<string>? waiting))
        {
            events[eventName] = waiting = new Queue<string>();
        }

        waiting.Enqueue(JsonSerializer.Serialize(payload));
    }

    public override TaskName Name => nameof(ScriptedContext);

    public override string InstanceId => "instance";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override TaskOrchestrationEntityFeature Entities => new ScriptedEntities(this);

    public override T GetInput<T>() => throw new NotSupportedException();

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Calls.Add(name.Name);
        Options.Add(options);
        Inputs[name.Name] = input;
        return Answer<TResult>(name.Name, () => new TaskFailedException(name.Name, Calls.Count, Failure));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        now = fireAt;
        return Task.CompletedTask;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        events.TryGetValue(eventName, out Queue<string>? waiting) && waiting.TryDequeue(out string? payload)
            ? Task.FromResult(JsonSerializer.Deserialize<T>(payload)!)
            : new TaskCompletionSource<T>().Task;

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        // who is told does not answer
    }

    public override void SetCustomStatus(object? customStatus)
    {
        // nobody looks
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<TResult>(orchestratorName, input, options);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => Guid.NewGuid();

    private Task<TResult> Answer<TResult>(string name, Func<Exception> failure) => answer(name) switch
    {
        null => Task.FromException<TResult>(failure()),
        { } nothing when nothing == Nothing => Task.FromResult(default(TResult)!),
        { } result => Task.FromResult((TResult)result),
    };

    private sealed class ScriptedEntities(ScriptedContext context) : TaskOrchestrationEntityFeature
    {
        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) => Task.CompletedTask;

        public override Task<TResult> CallEntityAsync<TResult>(
            EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
            context.Answer<TResult>(operationName, () => new NotSupportedException());

        public override Task CallEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) => Task.CompletedTask;

        public override Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds) => throw new NotSupportedException();

        public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds) =>
            throw new NotSupportedException();
    }
}
