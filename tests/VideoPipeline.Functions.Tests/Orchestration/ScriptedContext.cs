using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>An orchestration whose activities are the test's, and whose timers are over at once: its clock jumps.</summary>
/// <param name="activity">Answers an activity's call by its name; null is a failure after all its retries.</param>
internal sealed class ScriptedContext(Func<string, object?> activity) : TaskOrchestrationContext
{
    private DateTime now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>The activities that were called, in order.</summary>
    public List<string> Calls { get; } = [];

    public override TaskName Name => nameof(ScriptedContext);

    public override string InstanceId => "instance";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override TaskOrchestrationEntityFeature Entities { get; } = new DeafEntities();

    public override T GetInput<T>() => throw new NotSupportedException();

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        Calls.Add(name.Name);
        return activity(name.Name) is { } answer
            ? Task.FromResult((TResult)answer)
            : Task.FromException<TResult>(new TaskFailedException(name.Name, Calls.Count, new HttpRequestException("Nobody listens.")));
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        now = fireAt;
        return Task.CompletedTask;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus)
    {
        // nobody looks
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private sealed class DeafEntities : TaskOrchestrationEntityFeature
    {
        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) => Task.CompletedTask;

        public override Task<TResult> CallEntityAsync<TResult>(
            EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) => throw new NotSupportedException();

        public override Task CallEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) => throw new NotSupportedException();

        public override Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds) => throw new NotSupportedException();

        public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds) =>
            throw new NotSupportedException();
    }
}
