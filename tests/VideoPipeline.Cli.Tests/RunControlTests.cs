using System.Text.Json;
using WireMock.RequestBuilders;

namespace VideoPipeline.Cli.Tests;

/// <summary><c>vp cancel</c> and <c>vp retry</c>.</summary>
public sealed class RunControlTests : IDisposable
{
    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    [Theory]
    [InlineData("cancelled", 200, "is cancelled")]
    [InlineData("running", 202, "is told to stop")]
    public async Task Cancel_ActiveRun_TellsWhatBecameOfIt(string status, int code, string words)
    {
        Answers("cancel", code, VpFixture.Status(status));

        (await vp.RunAsync("cancel", "ann.moon")).Should().Be(0, vp.Error);

        vp.Output.Should().Contain("Run r1 of ann.moon").And.Contain(words);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("retry")]
    public async Task NamedRun_IsTheOneThatIsMeant(string command)
    {
        Answers(command, 202, command == "cancel" ? VpFixture.Status("running") : VpFixture.RunAnswer());

        (await vp.RunAsync(command, "ann.moon", "--run", "r 7")).Should().Be(0, vp.Error);

        vp.Server.LogEntries.Single().RequestMessage!.Query!["run_id"].Should().Equal("r 7");
    }

    [Fact]
    public async Task Retry_FailedRun_NamesTheNewOne()
    {
        Answers("retry", 202, VpFixture.RunAnswer());

        (await vp.RunAsync("retry", "ann.moon", "--json")).Should().Be(0, vp.Error);

        JsonDocument.Parse(vp.Output).RootElement.GetProperty("run_id").GetString().Should().Be("r1");
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("retry")]
    public async Task RunInAnotherState_IsRefusedWithTheServersReason(string command)
    {
        Answers(command, 409, """{"title": "Conflict", "detail": "The run r1 is complete."}""");

        (await vp.RunAsync(command, "ann.moon")).Should().Be(4);

        vp.Error.Should().Contain("The run r1 is complete.");
    }

    private void Answers(string command, int code, string body) => vp.Server
        .Given(Request.Create().UsingPost().WithPath($"/api/pipeline/{command}/ann.moon"))
        .RespondWith(VpFixture.Json(code, body));
}
