using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using FunctionsSelfHost.Timers;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class ScheduleLeaseTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly BlobContainerClient container = new(azurite.ConnectionString, "azure-webjobs-hosts");
    private readonly string name = $"locks/{Guid.NewGuid():N}/Timer.Listener";

    [Fact]
    public async Task Lease_IsHeldByOneAtATime()
    {
        ScheduleLease?[] acquired = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AcquireAsync()));

        acquired.Should().ContainSingle(lease => lease != null).Which!.IsHeld.Should().BeTrue();
        await acquired.Single(lease => lease != null)!.DisposeAsync();
    }

    [Fact]
    public async Task Lease_GivenBack_IsTheNextOnes()
    {
        ScheduleLease first = (await AcquireAsync())!;

        await first.DisposeAsync();

        await using ScheduleLease? next = await AcquireAsync();
        next.Should().NotBeNull();
    }

    [Fact]
    public async Task Lease_TakenAway_IsLost()
    {
        await using ScheduleLease lease = (await AcquireAsync())!;

        await container.GetBlobClient(name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        await Task.Delay(TestApp.Patience, lease.Lost).ContinueWith(_ => { }, TaskScheduler.Default);

        lease.IsHeld.Should().BeFalse();
    }

    private Task<ScheduleLease?> AcquireAsync() => ScheduleLease.TryAcquireAsync(container, name, CancellationToken.None);
}
