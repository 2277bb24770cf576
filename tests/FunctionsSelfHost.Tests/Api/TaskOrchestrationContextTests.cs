using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsSelfHost.Tests.Api;

public sealed partial class TaskOrchestrationContextTests
{
    [Fact]
    public async Task WaitForExternalEvent_WhenTheEventComesFirst_GivesItAndCancelsTheTimer()
    {
        var context = new ScriptedContext();
        Task<int> wait = context.WaitForExternalEvent<int>("granted", TimeSpan.FromMinutes(1));

        context.Event.SetResult(42);

        (await wait).Should().Be(42);
        context.TimerToken.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task WaitForExternalEvent_WhenTheTimeRunsOut_IsCancelledAndWithdrawsTheWait()
    {
        var context = new ScriptedContext();
        Task<int> wait = context.WaitForExternalEvent<int>("granted", TimeSpan.FromMinutes(1));

        context.Timer.SetResult();

        await wait.Invoking(w => w).Should().ThrowAsync<TaskCanceledException>();
        context.EventToken.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task WaitForExternalEvent_WhenTheCallerCancels_EndsAndCancelsTheTimer()
    {
        using var caller = new CancellationTokenSource();
        var context = new ScriptedContext();
        Task<int> wait = context.WaitForExternalEvent<int>("granted", TimeSpan.FromMinutes(1), caller.Token);

        await caller.CancelAsync();

        await wait.Invoking(w => w).Should().ThrowAsync<TaskCanceledException>();
        context.TimerToken.IsCancellationRequested.Should().BeTrue();
    }

    [Theory]
    [InlineData("1.10", "1.9", 1)]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("", "", 0)]
    [InlineData("Beta", "alpha", 1)]
    public void CompareVersionTo_ComparesNumbersAsNumbers(string mine, string other, int expected)
    {
        var context = new ScriptedContext { MyVersion = mine };

        Math.Sign(context.CompareVersionTo(other)).Should().Be(expected);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void ReplaySafeLogger_WritesUnlessHistoryIsReplayed(bool replaying, int expected)
    {
        var lines = new CountingFactory();
        var context = new ScriptedContext { Replaying = replaying, Loggers = lines };

        LogLine(context.CreateReplaySafeLogger("category"));

        lines.Count.Should().Be(expected);
    }

    [LoggerMessage(LogLevel.Information, "a line")]
    private static partial void LogLine(ILogger logger);

    private sealed class ScriptedContext : TaskOrchestrationContext
    {
        public TaskCompletionSource<int> Event { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Timer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken EventToken { get; private set; }

        public CancellationToken TimerToken { get; private set; }

        public string MyVersion { get; init; } = "";

        public bool Replaying { get; init; }

        public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

        public override string Version => MyVersion;

        public override TaskName Name => "Script";

        public override string InstanceId => "id";

        public override ParentOrchestrationInstance? Parent => null;

        public override DateTime CurrentUtcDateTime => DateTime.UnixEpoch;

        public override bool IsReplaying => Replaying;

        protected override ILoggerFactory LoggerFactory => Loggers;

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
        {
            fireAt.Should().Be(DateTime.UnixEpoch.AddMinutes(1));
            TimerToken = cancellationToken;
            cancellationToken.Register(() => Timer.TrySetCanceled(cancellationToken));
            return Timer.Task;
        }

        public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
        {
            EventToken = cancellationToken;
            cancellationToken.Register(() => Event.TrySetCanceled(cancellationToken));
            return (T)(object)await Event.Task;
        }

        public override T? GetInput<T>()
            where T : default => throw new NotSupportedException();

        public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
            throw new NotSupportedException();

        public override Task<TResult> CallSubOrchestratorAsync<TResult>(
            TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw new NotSupportedException();

        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

        public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
            throw new NotSupportedException();

        public override Guid NewGuid() => throw new NotSupportedException();
    }

    private sealed class CountingFactory : ILoggerFactory, ILogger
    {
        public int Count { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;

        public void Dispose()
        {
        }
    }
}
