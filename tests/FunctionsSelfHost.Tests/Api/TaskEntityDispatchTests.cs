using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Tests.Api;

public sealed class TaskEntityDispatchTests
{
    [Theory]
    [InlineData("Add")]
    [InlineData("add")]
    [InlineData("ADD")]
    public async Task Operation_OfAnyCase_RunsTheMethodAndStoresTheState(string name)
    {
        var operation = new FakeOperation(name, input: 2, state: 40);

        object? result = await new Counter().RunAsync(operation);

        result.Should().Be(42);
        operation.Stored.Should().Be(42);
    }

    [Theory]
    [InlineData(nameof(Counter.AddLater))]
    [InlineData(nameof(Counter.AddByValueTask))]
    public async Task Operation_ReturningATaskWithAValue_IsAwaitedBeforeTheStateIsStored(string name)
    {
        var operation = new FakeOperation(name, input: 2, state: 40);

        object? result = await new Counter().RunAsync(operation);

        result.Should().Be(42);
        operation.Stored.Should().Be(42);
    }

    [Theory]
    [InlineData(nameof(Counter.ResetLater))]
    [InlineData(nameof(Counter.ResetByValueTask))]
    [InlineData(nameof(Counter.Reset))]
    public async Task Operation_ReturningNoValue_ResultsInNull(string name)
    {
        var operation = new FakeOperation(name, state: 40);

        object? result = await new Counter().RunAsync(operation);

        result.Should().BeNull();
        operation.Stored.Should().Be(0);
    }

    [Fact]
    public async Task Operation_WithContextAndInput_BindsBothInAnyOrder()
    {
        var operation = new FakeOperation(nameof(Counter.Describe), input: 7, state: 1);

        object? result = await new Counter().RunAsync(operation);

        result.Should().Be("@counter@a: 7");
    }

    [Fact]
    public async Task Operation_WithoutInput_UsesTheParametersDefault()
    {
        var operation = new FakeOperation(nameof(Counter.Step), state: 1);

        object? result = await new Counter().RunAsync(operation);

        result.Should().Be(6);
    }

    [Fact]
    public async Task Operation_WithoutItsInput_IsRefused()
    {
        Func<Task> act = async () => await new Counter().RunAsync(new FakeOperation("Add", state: 1));

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*'Add'*amount*");
    }

    [Fact]
    public async Task Operation_WithTwoInputs_IsRefused()
    {
        Func<Task> act = async () => await new Counter().RunAsync(new FakeOperation(nameof(Counter.AddBoth), input: 1, state: 1));

        await act.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Operation_OfAnOverloadedName_IsAmbiguous()
    {
        Func<Task> act = async () => await new Counter().RunAsync(new FakeOperation(nameof(Counter.Twice), input: 1, state: 1));

        await act.Should().ThrowAsync<AmbiguousMatchException>();
    }

    [Theory]
    [InlineData("Unknown")]
    [InlineData("Hidden")]
    public async Task Operation_ThatIsNoPublicMethod_IsNotSupported(string name)
    {
        var operation = new FakeOperation(name, state: 1);

        Func<Task> act = async () => await new Counter().RunAsync(operation);

        await act.Should().ThrowAsync<NotSupportedException>();
        operation.IsStored.Should().BeFalse();
    }

    [Fact]
    public async Task Operation_ThatThrows_ThrowsItsOwnExceptionAndStoresNothing()
    {
        var operation = new FakeOperation(nameof(Counter.Fail), state: 1);

        Func<Task> act = async () => await new Counter().RunAsync(operation);

        await act.Should().ThrowExactlyAsync<TimeoutException>();
        operation.IsStored.Should().BeFalse();
    }

    [Fact]
    public async Task Delete_WithoutAMethodOfThatName_DeletesTheState()
    {
        var operation = new FakeOperation("DELETE", state: 5);

        await new Counter().RunAsync(operation);

        operation.IsStored.Should().BeTrue();
        operation.Stored.Should().BeNull();
    }

    [Fact]
    public async Task Delete_WithAMethodOfThatName_RunsIt()
    {
        var operation = new FakeOperation("delete", state: "kept");

        await new Undeletable().RunAsync(operation);

        operation.Stored.Should().Be("kept, still");
    }

    [Fact]
    public async Task State_ThatIsAbsent_StartsAsANewOne()
    {
        var operation = new FakeOperation("Add", input: 3);

        await new Counter().RunAsync(operation);

        operation.Stored.Should().Be(3);
    }

    [Fact]
    public async Task State_OfANullableValueThatIsAbsent_StartsAtTheValuesDefault()
    {
        var operation = new FakeOperation("Get");

        object? result = await new NullableCounter().RunAsync(operation);

        result.Should().Be(0);
    }

    [Fact]
    public async Task State_WithoutAParameterlessConstructor_NeedsInitializeState()
    {
        Func<Task> act = async () => await new Undeletable().RunAsync(new FakeOperation("delete"));

        await act.Should().ThrowAsync<MissingMethodException>();
    }

    [Fact]
    public async Task State_LeftNull_DeletesTheEntity()
    {
        var operation = new FakeOperation("Clear", state: 3);

        await new NullableCounter().RunAsync(operation);

        operation.IsStored.Should().BeTrue();
        operation.Stored.Should().BeNull();
    }

    [Fact]
    public async Task Dispatcher_WithAStateType_RunsTheStatesMethods()
    {
        var operation = new FakeOperation("add", input: 2, state: new Basket { Count = 1 });
        var dispatcher = new TaskEntityDispatcher(operation, new ServiceCollection().BuildServiceProvider());

        await dispatcher.DispatchAsync<Basket>();

        dispatcher.Result.Should().Be(3);
        operation.Stored.Should().BeOfType<Basket>().Which.Count.Should().Be(3);
    }

    [Fact]
    public async Task Dispatcher_WithAStateThatIsAValue_StoresWhatTheMethodChanged()
    {
        var operation = new FakeOperation("Grow", state: new Box { Size = 1 });
        var dispatcher = new TaskEntityDispatcher(operation, new ServiceCollection().BuildServiceProvider());

        await dispatcher.DispatchAsync<Box>();

        operation.Stored.Should().Be(new Box { Size = 2 });
    }

    [Fact]
    public async Task Dispatcher_WithAnEntityType_CreatesItWithServices()
    {
        var operation = new FakeOperation("Tell", state: 0);
        using ServiceProvider services = new ServiceCollection().AddSingleton("a service").BuildServiceProvider();
        var dispatcher = new TaskEntityDispatcher(operation, services);

        await dispatcher.DispatchAsync<NeedsAService>();

        dispatcher.Result.Should().Be("a service");
    }

    [Fact]
    public async Task Dispatcher_WithAFunction_HasItsResult()
    {
        var dispatcher = new TaskEntityDispatcher(new FakeOperation("x"), new ServiceCollection().BuildServiceProvider());

        await dispatcher.DispatchAsync(operation => ValueTask.FromResult<object?>(operation.Name));

        dispatcher.Result.Should().Be("x");
    }

    [Fact]
    public async Task StateDispatch_ToANullState_IsRefused()
    {
        Func<Task> act = async () => await new NullStateEntity().RunAsync(new FakeOperation("Anything"));

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*@counter@a*");
    }

#pragma warning disable CA1822, CA1034 // operations are public instance methods
    public class Counter : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;

        public async Task<int> AddLater(int amount)
        {
            await Task.Yield();
            return State += amount;
        }

        public async ValueTask<int> AddByValueTask(int amount)
        {
            await Task.Yield();
            return State += amount;
        }

        public void Reset() => State = 0;

        public async Task ResetLater()
        {
            await Task.Yield();
            State = 0;
        }

        public async ValueTask ResetByValueTask()
        {
            await Task.Yield();
            State = 0;
        }

        public string Describe(int input, TaskEntityContext context) => $"{context.Id}: {input}";

        public int Step(int by = 5) => State += by;

        public int AddBoth(int one, int other) => State += one + other;

        public int Twice(int number) => 2 * number;

        public string Twice(string text) => text + text;

        public void Fail()
        {
            State = 99;
            throw new TimeoutException();
        }

        internal void Hidden() => State = 99;
    }

    public class NullableCounter : TaskEntity<int?>
    {
        public int? Get() => State;

        public void Clear() => State = null;
    }

    public class Undeletable : TaskEntity<string>
    {
        public void Delete() => State += ", still";
    }

    public class NeedsAService(string service) : TaskEntity<int>
    {
        public string Tell() => service;
    }

    public class NullStateEntity : TaskEntity<Basket>
    {
        protected override bool AllowStateDispatch => true;

        protected override Basket InitializeState(TaskEntityOperation entityOperation) => null!;
    }

    public class Basket
    {
        public int Count { get; set; }

        public int Add(int amount) => Count += amount;
    }

    public record struct Box
    {
        public int Size { get; set; }

        public void Grow() => Size++;
    }
#pragma warning restore CA1822, CA1034

    private sealed class FakeOperation(string name, object? input = null, object? state = null) : TaskEntityOperation
    {
        private readonly FakeState stored = new(state);

        public override string Name => name;

        public override TaskEntityContext Context { get; } = new FakeContext();

        public override TaskEntityState State => stored;

        public override bool HasInput => input is not null;

        public object? Stored => stored.Value;

        public bool IsStored => stored.IsSet;

        public override object? GetInput(Type inputType) => input;
    }

    private sealed class FakeState(object? value) : TaskEntityState
    {
        public object? Value { get; private set; } = value;

        public bool IsSet { get; private set; }

        public override bool HasState => Value is not null;

        public override object? GetState(Type type) => Value;

        public override void SetState(object? state)
        {
            Value = state;
            IsSet = true;
        }
    }

    private sealed class FakeContext : TaskEntityContext
    {
        public override EntityInstanceId Id => new("Counter", "a");

        public override void SignalEntity(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) =>
            throw new NotSupportedException();

        public override string ScheduleNewOrchestration(
            Microsoft.DurableTask.TaskName name, object? input = null, Microsoft.DurableTask.StartOrchestrationOptions? options = null) =>
            throw new NotSupportedException();
    }
}
