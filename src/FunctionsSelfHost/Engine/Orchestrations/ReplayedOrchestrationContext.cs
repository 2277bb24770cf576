using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>What an orchestrator's code sees of its execution.</summary>
internal sealed class ReplayedOrchestrationContext(OrchestrationExecution execution) : TaskOrchestrationContext
{
    // The namespace of the official SDK's deterministic GUIDs: orchestrations give the same ones on both hosts.
    private static readonly Guid GuidNamespace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    // it lies in a cell of the status row, which holds 64 KiB of UTF-16, and not in a blob
    private const int MostCharactersInACustomStatus = 30 * 1024;

    // the first time that a table can hold
    private static readonly DateTime EarliestTime = new(1601, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ExecutionStarted started = execution.Started;
    private ReplayedEntityFeature? entities;
    private int guids;

    /// <inheritdoc/>
    public override TaskName Name => started.Name;

    /// <inheritdoc/>
    public override string InstanceId => started.InstanceId;

    /// <inheritdoc/>
    public override string Version => started.Version;

    /// <inheritdoc/>
    public override ParentOrchestrationInstance? Parent =>
        started.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    /// <inheritdoc/>
    public override DateTime CurrentUtcDateTime => execution.Now;

    /// <inheritdoc/>
    public override bool IsReplaying => execution.IsReplaying;

    /// <inheritdoc/>
    public override TaskOrchestrationEntityFeature Entities => entities ??= new ReplayedEntityFeature(this, execution);

    /// <summary>True inside a critical section.</summary>
    public bool HoldsLocks => entities is not null && entities.InCriticalSection();

    /// <inheritdoc/>
    protected override ILoggerFactory LoggerFactory => execution.Services.LoggerFactory;

    private DataConverter Converter => execution.Services.Converter;

    /// <inheritdoc/>
    public override T GetInput<T>() => Converter.Deserialize<T>(started.Input)!;

    /// <summary>The input, for a parameter of that type.</summary>
    public object? GetInput(Type type) => Converter.Deserialize(started.Input, type);

    /// <inheritdoc/>
    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        RefuseOptionsAsInput(input, options);
        string? serialized = Converter.Serialize(input);
        return WithRetries(options, () => execution.ActAndAwait<TResult>(
            id => (new TaskScheduled(id, CurrentUtcDateTime, name.Name, serialized), null),
            (id, failure) => new TaskFailedException(name, id, failure)));
    }

    /// <inheritdoc/>
    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RefuseOptionsAsInput(input, options);
        if (HoldsLocks)
        {
            throw new InvalidOperationException("Sub-orchestrations may not be called while entities are locked.");
        }

        var subOptions = options as SubOrchestrationOptions;
        string childId = subOptions?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.ThrowIfNotOrchestration(childId);
        string version = subOptions?.Version?.Version ?? options?.Version?.Version ?? "";
        string? serialized = Converter.Serialize(input);
        return WithRetries(options, () => execution.ActAndAwait<TResult>(
            id => (
                new SubOrchestrationCreated(id, CurrentUtcDateTime, orchestratorName.Name, childId, serialized),
                new OutgoingMessage(childId, Start(id))),
            (id, failure) => new TaskFailedException(orchestratorName, id, failure)));

        StartMessage Start(int taskId) => new(
            orchestratorName.Name,
            serialized,
            Guid.NewGuid().ToString("N"),
            new ParentLink(started.Name, InstanceId, started.ExecutionId, taskId),
            options?.Tags?.ToDictionary(),
            null,
            version)
        {
            TraceParent = started.TraceParent,
        };
    }

    /// <inheritdoc/>
    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        DateTime utc = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        return execution.CreateTimer(utc > EarliestTime ? utc : EarliestTime, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        execution.WaitForEvent<T>(eventName, cancellationToken);

    /// <inheritdoc/>
    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        InstanceIds.ThrowIfNotOrchestration(instanceId);
        string? serialized = Converter.Serialize(payload);
        execution.Act(id => (
            new EventSent(id, CurrentUtcDateTime, instanceId, eventName, serialized),
            new OutgoingMessage(instanceId, new EventMessage(eventName, serialized))));
    }

    /// <inheritdoc/>
    public override void SetCustomStatus(object? customStatus)
    {
        execution.ThrowIfOutside();
        string? serialized = Converter.Serialize(customStatus);
        if (serialized is { Length: > MostCharactersInACustomStatus })
        {
            throw new ArgumentException(
                $"The custom status has {serialized.Length} characters when serialized; it may have {MostCharactersInACustomStatus}.", nameof(customStatus));
        }

        execution.CustomStatus = serialized;
    }

    /// <inheritdoc/>
    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    /// <inheritdoc/>
    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        execution.ThrowIfOutside();
        execution.Continuation = options;
    }

    /// <inheritdoc/>
    /// <remarks>RFC 9562 version 5 over the instance ID, the turn's time and a counter: the same value on every replay.</remarks>
    public override Guid NewGuid()
    {
        execution.ThrowIfOutside();
        string name = string.Create(CultureInfo.InvariantCulture, $"{InstanceId}_{CurrentUtcDateTime:o}_{guids++}");
        byte[] input = [.. GuidNamespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // version 5 is defined on SHA-1; nothing secret depends on it
        byte[] hash = SHA1.HashData(input)[..16];
#pragma warning restore CA5350
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(hash.AsSpan(6));
        BinaryPrimitives.WriteUInt16BigEndian(hash.AsSpan(6), (ushort)((version & 0x0FFF) | 0x5000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static void RefuseOptionsAsInput(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException("TaskOptions were given as the input. Name the parameter: options: ...", nameof(input));
        }
    }

    private Task<T> WithRetries<T>(TaskOptions? options, Func<Task<T>> call) => options?.Retry switch
    {
        { Policy: { } policy } => RetryByPolicy(policy, call),
        { Handler: { } handler } => RetryByHandler(handler, call),
        _ => call(),
    };

    private async Task<T> RetryByPolicy<T>(RetryPolicy policy, Func<Task<T>> call)
    {
        DateTime firstAttempt = CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure) when (MayRetry(policy, attempt, firstAttempt, failure))
            {
                await CreateTimer(Later(Delay(policy, attempt)), CancellationToken.None);
            }
        }
    }

    private bool MayRetry(RetryPolicy policy, int attempt, DateTime firstAttempt, TaskFailedException failure) =>
        attempt < policy.MaxNumberOfAttempts
        && (policy.RetryTimeout == Timeout.InfiniteTimeSpan || CurrentUtcDateTime - firstAttempt < policy.RetryTimeout)
        && policy.Handle(failure);

    private static TimeSpan Delay(RetryPolicy policy, int attempt)
    {
        double milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        TimeSpan most = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return milliseconds < most.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : most;
    }

    private DateTime Later(TimeSpan delay) => delay < DateTime.MaxValue - CurrentUtcDateTime ? CurrentUtcDateTime + delay : DateTime.MaxValue;

    private async Task<T> RetryByHandler<T>(AsyncRetryHandler handler, Func<Task<T>> call)
    {
        DateTime firstAttempt = CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure)
            {
                var retry = new RetryContext(this, attempt, failure.FailureDetails, CurrentUtcDateTime - firstAttempt, CancellationToken.None);
                if (!await handler(retry))
                {
                    throw;
                }
            }
        }
    }
}
