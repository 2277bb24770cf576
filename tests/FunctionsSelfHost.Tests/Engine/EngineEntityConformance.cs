using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Entities.</summary>
public abstract class EngineEntityConformance : EngineTests
{
    private protected EngineEntityConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Signals_OfOneSender_ArriveOnceAndInOrder()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EntityFunctions.Writes), 100);

        end.ReadOutputAs<string[]>().Should().Equal(Enumerable.Range(0, 100).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Operation_Throwing_LeavesNothingOfIt_AndTheNextOnesRun()
    {
        EntityInstanceId id = NewJournal();

        await SignalAsync(id, "Write", "before");
        await SignalAsync(id, "WriteAndThrow", "gone");
        await SignalAsync(id, "Write", "after");
        EntityMetadata? entity = await WhenEntityAsync(id, e => LinesOf(e).Contains("after"));

        LinesOf(entity).Should().Equal("before", "after");
        (await Client.GetInstanceAsync($"{id.Key}-started")).Should().BeNull();
    }

    [Theory]
    [InlineData("Clear")]
    [InlineData("delete")]
    public async Task StateThatEndsAsNull_DeletesTheEntity_WhichCanBeUsedAgain(string operation)
    {
        EntityInstanceId id = NewJournal();
        await SignalAsync(id, "Write", "old");
        await WhenEntityAsync(id, e => e is not null);

        await SignalAsync(id, operation);
        await WhenEntityAsync(id, e => e is null);
        await SignalAsync(id, "Write", "new");

        LinesOf(await WhenEntityAsync(id, e => e is not null)).Should().Equal("new");
    }

    [Fact]
    public async Task Signal_ForLater_IsDeliveredThenAlsoAfterARestart()
    {
        EntityInstanceId id = NewJournal();

        await Client.Entities.SignalEntityAsync(id, "Write", "later", new SignalEntityOptions { SignalTime = DateTimeOffset.UtcNow.AddMilliseconds(500) });
        await SignalAsync(id, "Write", "now");
        await WhenEntityAsync(id, e => e is not null);
        await Host.RestartAsync();

        LinesOf(await WhenEntityAsync(id, e => LinesOf(e).Length == 2)).Should().Equal("now", "later");
    }

    [Fact]
    public async Task Signal_OfAnEntityToAnother_Arrives()
    {
        EntityInstanceId id = NewJournal();

        await SignalAsync(id, "Forward", "passed on");

        LinesOf(await WhenEntityAsync(new EntityInstanceId(id.Name, $"{id.Key}-next"), e => e is not null)).Should().Equal("passed on");
    }

    [Theory]
    [InlineData("NoSuchEntity", "Write", "nosuchentity Write EntityFunctionNotFound")]
    [InlineData("Journal", "NoSuchOperation", "journal NoSuchOperation System.NotSupportedException")]
    public async Task Call_OfWhatIsNotThere_FailsWithTheReason(string entity, string operation, string expected)
    {
        OrchestrationMetadata end = await RunAsync(nameof(EntityFunctions.CallsAnEntity), new[] { entity, operation });

        end.ReadOutputAs<string>().Should().Be(expected);
    }

    [Fact]
    public async Task CriticalSection_KeepsItsRules()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EntityFunctions.BreaksTheRulesOfASection));

        end.ReadOutputAs<string[]>().Should().Equal("refused", "refused", "refused", "refused", "refused", "inside True", "outside False", "empty");
    }

    [Fact]
    public async Task Lock_HoldsOthersBackUntilItIsReleased()
    {
        EntityInstanceId id = NewJournal();
        string holder = await LockAsync(id);

        await SignalAsync(id, "Write", "waited");
        EntityMetadata? locked = await Client.Entities.GetEntityAsync(id);
        await Client.RaiseEventAsync(holder, "done", "done");

        locked.Should().BeNull();
        LinesOf(await WhenEntityAsync(id, e => e is not null)).Should().Equal("waited");
    }

    [Fact]
    public async Task Lock_OfATerminatedHolder_IsReleased()
    {
        EntityInstanceId id = NewJournal();
        string holder = await LockAsync(id);
        await SignalAsync(id, "Write", "waited");

        await Client.TerminateInstanceAsync(holder);

        LinesOf(await WhenEntityAsync(id, e => e is not null)).Should().Equal("waited");
    }

    [Fact]
    public async Task Clean_RemovesWhatIsEmptyAndReleasesLocksOfWhatIsGone()
    {
        EntityInstanceId empty = NewJournal();
        EntityInstanceId full = NewJournal();
        EntityInstanceId orphan = NewJournal();
        await SignalAsync(empty, "Clear");
        await SignalAsync(full, "Write", "kept");
        await WhenEntityAsync(full, e => e is not null);
        await LockByNobodyAsync(orphan);
        await SignalAsync(orphan, "Write", "waited");

        CleanEntityStorageResult cleaned = await Client.Entities.CleanEntityStorageAsync();

        cleaned.OrphanedLocksReleased.Should().BeGreaterThanOrEqualTo(1);
        cleaned.EmptyEntitiesRemoved.Should().BeGreaterThanOrEqualTo(1);
        (await Hub.FindStatusAsync(empty.ToString(), Timeout())).Should().BeNull();
        LinesOf(await Client.Entities.GetEntityAsync(full)).Should().Equal("kept");
        LinesOf(await WhenEntityAsync(orphan, e => e is not null)).Should().Equal("waited");
    }

    [Fact]
    public async Task GetAll_WithAPrefix_ListsWhatExists()
    {
        string stem = NewId();
        EntityInstanceId[] ids = [.. Enumerable.Range(0, 5).Select(i => new EntityInstanceId(nameof(EntityFunctions.Journal), $"{stem}{i}"))];
        foreach (EntityInstanceId id in ids)
        {
            await SignalAsync(id, "Write", id.Key);
        }

        await SignalAsync(ids[2], "Clear");
        await WhenEntityAsync(ids[4], e => e is not null);
        await WhenEntityAsync(ids[2], e => e is null);
        var found = new List<EntityInstanceId>();
        await foreach (EntityMetadata entity in Client.Entities.GetAllEntitiesAsync(new EntityQuery { InstanceIdStartsWith = $"@journal@{stem}", PageSize = 2 }))
        {
            found.Add(entity.Id);
        }

        found.Should().Equal(ids[0], ids[1], ids[3], ids[4]);
    }

    [Fact]
    public async Task Orchestrations_InAList_AreWithoutEntities()
    {
        EntityInstanceId id = NewJournal();
        await SignalAsync(id, "Write", "x");
        await WhenEntityAsync(id, e => e is not null);
        await RunAsync(nameof(EngineFunctions.Sequence), 1);

        var found = new List<string>();
        await foreach (OrchestrationMetadata instance in Client.GetAllInstancesAsync())
        {
            found.Add(instance.InstanceId);
        }

        found.Should().NotBeEmpty().And.NotContain(i => i.StartsWith('@'));
    }

    private static EntityInstanceId NewJournal() => new(nameof(EntityFunctions.Journal), NewId());

    private static string[] LinesOf(EntityMetadata? entity) => entity is { IncludesState: true } ? entity.State.ReadAs<string[]>() : [];

    private Task SignalAsync(EntityInstanceId id, string operation, object? input = null) => Client.Entities.SignalEntityAsync(id, operation, input);

    private async Task<string> LockAsync(EntityInstanceId id)
    {
        string holder = await StartAsync(nameof(EntityFunctions.LocksAndWaits), id.Key);
        await WhenCustomStatusAsync(holder, "\"locked\"");
        return holder;
    }

    // As when the holder's rows were deleted by hand.
    private async Task LockByNobodyAsync(EntityInstanceId id)
    {
        string holder = await LockAsync(id);
        var version = (await Hub.LoadAsync(holder, Timeout()))!.Version;
        await Hub.DeleteAsync(holder, version, Timeout());
    }
}

public sealed class EngineEntitiesOnMemoryTests(MemoryEngine engine) : EngineEntityConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineEntitiesOnAzuriteTests(AzuriteEngine engine) : EngineEntityConformance(engine.Host), IClassFixture<AzuriteEngine>;
