using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>External events.</summary>
public abstract class EngineEventConformance : EngineTests
{
    private protected EngineEventConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Waits_OfOneName_AreServedLastFirstWithOneEventEach()
    {
        string id = await StartAsync(nameof(EventFunctions.WaitsThrice));
        await WhenCustomStatusAsync(id, "\"waiting\"");

        foreach (string letter in (string[])["a", "b", "c"])
        {
            await Client.RaiseEventAsync(id, "LETTER", letter);
        }

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("cba");
    }

    [Fact]
    public async Task Wait_ForAnotherTypeOfTheSameName_IsRefused()
    {
        string id = await StartAsync(nameof(EventFunctions.WaitsForTwoTypes));

        await Client.RaiseEventAsync(id, "name", "text");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().StartWith("text: The event 'NAME' is awaited as System.String already");
    }

    [Fact]
    public async Task Payloads_OfAllShapes_ArriveAsTheyWere()
    {
        string id = await StartAsync(nameof(EventFunctions.WaitsForPayloads));

        await Client.RaiseEventAsync(id, "text");
        await Client.RaiseEventAsync(id, "number");
        await Client.RaiseEventAsync(id, "letter", new EventFunctions.Letter(new string('x', 40_000)));

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be($"null 0 {new string('x', 40_000)}");
    }

    [Fact]
    public async Task Raise_ToAMissingOrFinishedInstance_IsDropped()
    {
        string missing = NewId();
        string finished = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;

        await Client.RaiseEventAsync(missing, "name", "x");
        await Client.RaiseEventAsync(finished, "name", "x");

        (await Client.GetInstanceAsync(missing)).Should().BeNull();
        (await EndOfAsync(finished)).ReadOutputAs<int>().Should().Be(6);
        (await Hub.LoadAsync(missing, Timeout())).Should().BeNull();
    }

    [Fact]
    public async Task Raise_ToAnEntity_IsRefused()
    {
        Func<Task> raise = () => Client.RaiseEventAsync("@counter@x", "name");

        await raise.Should().ThrowAsync<ArgumentException>().WithMessage("*is the ID of an entity*");
    }

    [Theory]
    [InlineData("@counter@x", "is the ID of an entity")]
    [InlineData(null, "too long")]
    public async Task Send_ToWhatIsNoOrchestration_FailsTheSender(string? target, string reason)
    {
        OrchestrationMetadata end = await RunAsync(nameof(EventFunctions.SendsTo), target ?? new string('x', 600));

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Contain(reason);
    }

    [Fact]
    public async Task Send_ToAMissingInstance_IsDropped()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EventFunctions.SendsTo), NewId());

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
    }
}

public sealed class EngineEventsOnMemoryTests(MemoryEngine engine) : EngineEventConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineEventsOnAzuriteTests(AzuriteEngine engine) : EngineEventConformance(engine.Host), IClassFixture<AzuriteEngine>;
