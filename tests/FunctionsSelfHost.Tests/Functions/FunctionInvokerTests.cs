using FunctionsSelfHost.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Tests.Functions;

public sealed class FunctionInvokerTests
{
    private static readonly IReadOnlyDictionary<string, object?> NoData = new Dictionary<string, object?>();

    private readonly FunctionInvoker invoker = new(new FunctionPipeline(new ServiceCollection()));

    [Theory]
    [InlineData(nameof(Sample.Value), "in")]
    [InlineData(nameof(Sample.TaskOfValue), "in")]
    [InlineData(nameof(Sample.ValueTaskOfValue), "in")]
    [InlineData(nameof(Sample.StaticValue), "in")]
    [InlineData(nameof(Sample.Nothing), null)]
    [InlineData(nameof(Sample.TaskOfNothing), null)]
    [InlineData(nameof(Sample.ValueTaskOfNothing), null)]
    public async Task Invoke_GivesTheValueWhateverTheMethodReturns(string name, string? expected)
    {
        object? result = await InvokeAsync(name);

        result.Should().Be(expected);
    }

    [Theory]
    [InlineData(nameof(Sample.Throws))]
    [InlineData(nameof(Sample.ThrowsLater))]
    public async Task Invoke_ThrowsTheFunctionsOwnException(string name)
    {
        Func<Task> act = () => InvokeAsync(name);

        await act.Should().ThrowExactlyAsync<TimeoutException>();
    }

    [Fact]
    public async Task Invoke_BindsContextAndToken()
    {
        using var source = new CancellationTokenSource();

        object? result = await InvokeAsync(nameof(Sample.Special), cancellationToken: source.Token);

        var (context, token) = ((FunctionContext, CancellationToken))result!;
        token.Should().Be(source.Token);
        context.CancellationToken.Should().Be(source.Token);
        context.FunctionDefinition.Name.Should().Be(nameof(Sample.Special));
        context.FunctionDefinition.EntryPoint.Should().Be($"{typeof(Sample).FullName}.{nameof(Sample.Special)}");
        context.FunctionDefinition.PathToAssembly.Should().Be(typeof(Sample).Assembly.Location);
    }

    [Fact]
    public async Task Invoke_CreatesTheClassWithServicesAndDisposesOfItAfterTheRun()
    {
        var log = new List<string>();

        await InvokeAsync(nameof(Sample.TaskOfValue), log);

        log.Should().Equal("created", "ran", "disposed");
    }

    [Fact]
    public async Task Invoke_WhenTheFunctionFails_DisposesOfTheClass()
    {
        var log = new List<string>();

        await InvokeAsync(nameof(Sample.ThrowsLater), log).ContinueWith(_ => { }, TaskScheduler.Default);

        log.Should().Equal("created", "disposed");
    }

    [Fact]
    public async Task Invoke_CallsTheMethodOnTheCallersThread()
    {
        int thread = Environment.CurrentManagedThreadId;

        Task<object?> run = InvokeAsync(nameof(Sample.ThreadOfCall));

        (await run).Should().Be(thread);
    }

    [Fact]
    public async Task Invoke_OfAnOrchestrator_ContinuesOnTheCallersScheduler()
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var resume = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        FunctionDescriptor function = Describe(nameof(Sample.SchedulerAfterAwait));

        Task<object?> run = await Task.Factory.StartNew(
            () => invoker.InvokeAsync(function, _ => resume.Task, NoData, Services([]), default), default, TaskCreationOptions.None, scheduler);
        resume.SetResult();

        (await run).Should().BeSameAs(scheduler);
    }

    private Task<object?> InvokeAsync(string name, List<string>? log = null, CancellationToken cancellationToken = default) =>
        invoker.InvokeAsync(Describe(name), p => "in", NoData, Services(log ?? []), cancellationToken);

    private static FunctionDescriptor Describe(string name) =>
        new FunctionCatalog([typeof(Sample)]).Functions.Single(f => f.Method.Name == name);

    private static ServiceProvider Services(List<string> log) => new ServiceCollection().AddSingleton(log).BuildServiceProvider();

#pragma warning disable CA1822, IDE0060 // functions are public instance methods and need not use their trigger
    internal sealed class Sample : IDisposable
    {
        private readonly List<string> log;

        public Sample(List<string> log)
        {
            this.log = log;
            log.Add("created");
        }

        [Function(nameof(StaticValue))]
        public static string StaticValue([ActivityTrigger] string input) => input;

        [Function(nameof(Value))]
        public string Value([ActivityTrigger] string input) => input;

        [Function(nameof(TaskOfValue))]
        public async Task<string> TaskOfValue([ActivityTrigger] string input)
        {
            await Task.Yield();
            log.Add("ran");
            return input;
        }

        [Function(nameof(ValueTaskOfValue))]
        public async ValueTask<string> ValueTaskOfValue([ActivityTrigger] string input)
        {
            await Task.Yield();
            return input;
        }

        [Function(nameof(Nothing))]
        public void Nothing([ActivityTrigger] string input)
        {
        }

        [Function(nameof(TaskOfNothing))]
        public async Task TaskOfNothing([ActivityTrigger] string input) => await Task.Yield();

        [Function(nameof(ValueTaskOfNothing))]
        public async ValueTask ValueTaskOfNothing([ActivityTrigger] string input) => await Task.Yield();

        [Function(nameof(Throws))]
        public Task Throws([ActivityTrigger] string input) => throw new TimeoutException();

        [Function(nameof(ThrowsLater))]
        public async Task ThrowsLater([ActivityTrigger] string input)
        {
            await Task.Yield();
            throw new TimeoutException();
        }

        [Function(nameof(Special))]
        public (FunctionContext Context, CancellationToken Token) Special(
            [ActivityTrigger] string input, FunctionContext context, CancellationToken token) => (context, token);

        [Function(nameof(ThreadOfCall))]
        public int ThreadOfCall([ActivityTrigger] string input) => Environment.CurrentManagedThreadId;

        [Function(nameof(SchedulerAfterAwait))]
        public async Task<TaskScheduler> SchedulerAfterAwait([ActivityTrigger] Task resume)
        {
            await resume;
            return TaskScheduler.Current;
        }

        public void Dispose() => log.Add("disposed");
    }
}
