using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Limits;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Activities;

public sealed class ReservedWorkTests : IClassFixture<Azurite>
{
    private readonly RequestPermits permits = new(TimeProvider.System);
    private readonly ReservedWork reserved;

    public ReservedWorkTests(Azurite azurite)
    {
        var blobs = new BlobServiceClient(azurite.ConnectionString);
        reserved = new ReservedWork(permits, new ArtifactStore(blobs, Options.Create(new ArtifactStoreOptions())));
    }

    [Fact]
    public async Task Work_HasTheSlotsOfItsReservation_AndNoMore()
    {
        StagePart part = Part(2);

        Func<Task> two = () => reserved.RunAsync(part, () => SendAsync(2), default);
        Func<Task> three = () => reserved.RunAsync(Part(2), () => SendAsync(3), default);

        await two.Should().NotThrowAsync();
        await three.Should().ThrowAsync<RequestNotReservedException>();
    }

    [Fact]
    public async Task AttemptThatIsMadeAgain_FindsTheSlotsTaken()
    {
        StagePart part = Part(2);
        await reserved.RunAsync(part, () => SendAsync(1), default);

        Func<Task> again = () => reserved.RunAsync(part, () => SendAsync(1), default);

        await again.Should().ThrowAsync<RequestNotReservedException>();
    }

    [Fact]
    public async Task AttemptsAtOnce_OnlyOneSends()
    {
        StagePart part = Part(1);

        bool[] sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await reserved.RunAsync(part, () => SendAsync(1), default);
                return true;
            }
            catch (RequestNotReservedException)
            {
                return false;
            }
        }));

        sent.Count(s => s).Should().Be(1);
    }

    [Fact]
    public async Task Work_WithoutAReservation_SendsNothing()
    {
        Func<Task> send = () => reserved.RunAsync(new StagePart(Requests.Input(), 0), () => SendAsync(1), default);

        await send.Should().ThrowAsync<RequestNotReservedException>();
    }

    private static StagePart Part(int slots)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        IEnumerable<RequestSlot> reservation = Enumerable.Repeat(new RequestSlot(now, now.AddMinutes(5)), slots);
        return new StagePart(Requests.Input(), 0, Guid.NewGuid().ToString("N"), [.. reservation]);
    }

    private async Task SendAsync(int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            await permits.TakeAsync("llm:openai", default);
        }
    }
}
