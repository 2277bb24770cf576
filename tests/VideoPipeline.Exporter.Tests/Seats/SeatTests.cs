using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Seats;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Seats;

[Collection(nameof(SharedStorage))]
public sealed class SeatTests(Azurite azurite) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] StandBy = ["--Exporter:StandBy", "true"];

    private readonly Workshop workshop = new(azurite);
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Start_SeatIsHeldByAnother_IsRefusedWithWhatToDo()
    {
        await workshop.StartAsync("one");

        Func<Task> act = () => workshop.StartAsync("two");

        await act.Should().ThrowAsync<SeatTakenException>()
            .WithMessage($"The seat \"default\" is held by another exporter ({Environment.MachineName})*Exporter__StandBy=true*");
    }

    [Fact]
    public async Task Start_AnotherSeat_IsServedBesides()
    {
        TestExporter one = await workshop.StartAsync("one");

        TestExporter two = await workshop.StartAsync("two", settings: ["--Exporter:Seat", "studio-2"]);

        (one.Seat.IsHeld, two.Seat.IsHeld).Should().Be((true, true));
        ExportOrder low = await workshop.OrderAsync(1);
        await one.Client.StartAsync(await workshop.OrderAsync(7), default);
        (await two.Client.StartAsync(low, default)).RequestId.Should().Be(low.RequestId, "tokens are counted by seat");
    }

    [Theory]
    [InlineData("Seat 1")]
    [InlineData("../x")]
    [InlineData("")]
    public async Task Start_SeatsNameIsNotValid_IsRefused(string seat)
    {
        Func<Task> act = () => workshop.StartAsync(settings: ["--Exporter:Seat", seat]);

        await act.Should().ThrowAsync<OptionsValidationException>();
    }

    [Fact]
    public async Task Start_AfterAGracefulStop_TakesTheSeatAtOnce()
    {
        await workshop.StopAsync(await workshop.StartAsync("one"));

        TestExporter two = await workshop.StartAsync("two");

        two.Seat.IsHeld.Should().BeTrue();
    }

    [Fact]
    public async Task Start_OnTheStateOfAKilledProcess_TakesItsOwnLeaseBackAtOnce()
    {
        TestExporter killed = await workshop.StartAsync("one", time);

        TestExporter exporter = await workshop.StartAsync(workshop.CopyState("one", "copy"));

        killed.Seat.IsHeld.Should().BeTrue("it has not looked yet");
        exporter.Seat.IsHeld.Should().BeTrue();
    }

    [Fact]
    public async Task Start_StorageDoesNotAnswer_SaysSo()
    {
        int[] closed = Azurite.FreePorts(1);

        Func<Task> act = () => workshop.StartAsync(connectionString: azurite.ConnectionString.Replace(
            new BlobServiceClient(azurite.ConnectionString).Uri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            closed[0].ToString(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal));

        await act.Should().ThrowAsync<IOException>().WithMessage("The storage account (AzureWebJobsStorage) does not work*");
    }

    [Fact]
    public async Task StandBy_WhileTheSeatIsHeld_AnswersForNoJob()
    {
        await workshop.StartAsync("one");
        TestExporter standby = await workshop.StartAsync("two", settings: StandBy);

        JsonNode health = (await standby.Http.GetFromJsonAsync<JsonNode>("health"))!;
        using HttpResponseMessage list = await standby.Http.GetAsync("api/exports");
        using HttpResponseMessage put = await standby.Http.PutAsJsonAsync("api/exports/a", await workshop.OrderAsync());

        health["status"]!.GetValue<string>().Should().Be("standby");
        list.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        list.Headers.RetryAfter.Should().NotBeNull();
        put.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task StandBy_TheHolderStops_TakesOverWithTheHighestToken()
    {
        TestExporter one = await workshop.StartAsync("one");
        await one.Client.StartAsync(await workshop.OrderAsync(7), default);
        TestExporter two = await workshop.StartAsync("two", time, settings: StandBy);
        await workshop.StopAsync(one);

        await UntilAsync(two.Seat.Taken);
        ExportOrder order = await workshop.OrderAsync(7);
        await UntilOpenAsync(two);
        await two.Client.StartAsync(order, default);
        two.Renderer.Finish();
        Func<Task> late = async () => await two.Client.StartAsync(await workshop.OrderAsync(6), default);

        (await two.EndOfAsync(order.RequestId)).State.Should().Be(ExportState.Succeeded);
        await late.Should().ThrowAsync<TokenOutdatedException>();
    }

    [Fact]
    public async Task StandBy_TheHoldersLeaseEnds_TakesOver()
    {
        TestExporter one = await workshop.StartAsync("one");
        TestExporter two = await workshop.StartAsync("two", time, settings: StandBy);
        await workshop.Seat.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);

        await UntilAsync(two.Seat.Taken);

        one.Seat.IsHeld.Should().BeTrue("its time to renew has not come");
        two.Seat.IsHeld.Should().BeTrue();
    }

    [Fact]
    public async Task TakeOver_AfterAnotherHolder_ForgetsItsOwnUnfinishedJobsOfLowerTokens()
    {
        TestExporter one = await workshop.StartAsync("one");
        ExportOrder stale = await workshop.OrderAsync(3);
        await one.Client.StartAsync(stale, default);
        await workshop.StopAsync(one);
        TestExporter two = await workshop.StartAsync("two");
        await two.Client.StartAsync(await workshop.OrderAsync(7), default);
        await workshop.StopAsync(two);

        TestExporter again = await workshop.StartAsync("one");
        ExportJob? known = await again.Client.FindAsync(stale.RequestId, TimeSpan.Zero, default);
        Func<Task> oldToken = () => again.Client.StartAsync(stale, default);

        known.Should().BeNull();
        await oldToken.Should().ThrowAsync<TokenOutdatedException>();
        ExportJob adopted = await again.Client.StartAsync(stale with { Token = new FencingToken(1, 8) }, default);
        adopted.HasEnded.Should().BeFalse("its owner has acquired the slot again");
        again.Renderer.Finish();
        (await again.EndOfAsync(stale.RequestId)).State.Should().Be(ExportState.Succeeded);
        again.Renderer.Renderings.Should().Be(1);
    }

    [Fact]
    public async Task Hold_ForLongerThanALease_IsRenewed()
    {
        TestExporter exporter = await workshop.StartAsync(time: time);

        for (TimeSpan held = TimeSpan.Zero; held < SeatBlob.LeaseTime * 2; held += SeatKeeper.RenewInterval)
        {
            await UntilAsync(exporter.Renewals.NextAsync());
        }

        exporter.Seat.IsHeld.Should().BeTrue();
    }

    [Fact]
    public async Task Lose_AnotherHasTakenTheSeat_StopsTheRenderingAndTheProcess()
    {
        TestExporter one = await workshop.StartAsync("one", time);
        ExportOrder order = await workshop.OrderAsync();
        await one.Client.StartAsync(order, default);
        await one.Renderer.UntilBegunAsync();
        await workshop.Seat.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        TestExporter two = await workshop.StartAsync("two");

        await UntilAsync(one.Ended);

        await one.Renderer.UntilCancelledAsync();
        one.Seat.IsHeld.Should().BeFalse();
        one.Seat.Loss!.Message.Should().StartWith("The exporter has lost its seat \"default\"");
        two.Seat.IsHeld.Should().BeTrue();
        workshop.WorkOf("one").Should().BeEmpty();
    }

    [Fact]
    public async Task Lose_ToACopyOfTheStateDirectory_IsNoticed()
    {
        TestExporter one = await workshop.StartAsync("one", time);
        TestExporter copy = await workshop.StartAsync(workshop.CopyState("one", "copy"));

        await UntilAsync(one.Ended);

        one.Seat.Loss!.Message.Should().Contain("has taken it");
        copy.Seat.IsHeld.Should().BeTrue();
    }

    [Fact]
    public async Task Stop_AfterACopyHasTakenTheSeat_LeavesItTheLease()
    {
        TestExporter one = await workshop.StartAsync("one", time);
        await workshop.StartAsync(workshop.CopyState("one", "copy"));
        await workshop.StopAsync(one);

        Func<Task> act = () => workshop.StartAsync("two");

        await act.Should().ThrowAsync<SeatTakenException>();
    }

    [Fact]
    public async Task Lose_WhileTakingAJob_RefusesItAndStops()
    {
        TestExporter one = await workshop.StartAsync("one", time);
        await workshop.Seat.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
        await workshop.StartAsync("two");
        ExportOrder order = await workshop.OrderAsync();

        using HttpResponseMessage answer = await one.Http.PutAsJsonAsync($"api/exports/{order.RequestId}", order);

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        await one.Ended;
        one.Renderer.Renderings.Should().Be(0);
        File.Exists(Path.Combine(workshop.StateOf("one"), "jobs", $"{order.RequestId}.json")).Should().BeFalse();
    }

    [Fact]
    public async Task Lose_StorageIsGone_StopsBeforeTheLeaseRunsOut()
    {
        var storage = new Azurite();
        await storage.InitializeAsync();
        TestExporter exporter = await workshop.StartAsync(time: time, connectionString: storage.ConnectionString);
        await storage.DisposeAsync();

        await UntilAsync(exporter.Ended);

        exporter.Seat.Loss!.Message.Should().Contain("storage did not answer");
    }

    [Fact]
    public async Task Raise_AnAnswerWasLost_GoesOnWithWhatItWroteItself()
    {
        TestExporter exporter = await workshop.StartAsync();
        await exporter.Client.StartAsync(await workshop.OrderAsync(7), default);

        // as if a write of this process had arrived, and its answer had not: the version is another, the process is the same
        BlobProperties found = await workshop.Seat.GetPropertiesAsync();
        found.Metadata["tokencounter"] = "9";
        await workshop.Seat.SetMetadataAsync(found.Metadata, new BlobRequestConditions { LeaseId = await LeaseIdAsync() });
        ExportJob taken = await exporter.Client.StartAsync(await workshop.OrderAsync(10), default);

        taken.HasEnded.Should().BeFalse();
        exporter.Seat.Highest.Should().Be(new FencingToken(1, 10));
        exporter.Seat.IsHeld.Should().BeTrue();
    }

    private async Task<string> LeaseIdAsync()
    {
        BlobProperties found = await workshop.Seat.GetPropertiesAsync();
        return found.Metadata["holder"];
    }

    // lets time pass until it has happened
    private async Task UntilAsync(Task happened)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!happened.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, patience.Token);
        }

        await happened;
    }

    private static async Task UntilOpenAsync(TestExporter exporter)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await exporter.Http.GetFromJsonAsync<JsonNode>("health", patience.Token))!["status"]!.GetValue<string>() != "healthy")
        {
            await Task.Yield();
        }
    }
}
