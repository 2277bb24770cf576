using System.Text.Json;

namespace VideoPipeline.Cli.Tests;

public sealed class WatchCommandTests : IDisposable
{
    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    [Fact]
    public async Task Watch_OutputRedirected_PrintsALinePerChangeWithoutColours()
    {
        string voice = VpFixture.Stage("voice", "pending");
        vp.AnswersStatus(
            VpFixture.Status("running", VpFixture.Stage("story", "running", 0, "segment 0 of 5") + "," + voice),
            VpFixture.Status("running", VpFixture.Stage("story", "running", 0, "segment 0 of 5") + "," + voice),
            VpFixture.Status("running", VpFixture.Stage("story", "running", 60, "segment 3 of 5") + "," + voice),
            VpFixture.Status("running", VpFixture.Stage("story", "running", 60, "segment 3 of 5") + "," + voice),
            VpFixture.Status("completed", VpFixture.Stage("story", "completed", 100) + "," + VpFixture.Stage("voice", "completed", 100)));

        int code = await vp.RunAsync("watch", "ann.moon");

        code.Should().Be(0, vp.Error);
        vp.Output.Should().NotContain("\u001b");
        vp.Lines.Should().HaveCount(5);
        vp.Lines[0].Should().StartWith("story").And.Contain("running").And.Contain("0 %").And.Contain("segment 0 of 5");
        vp.Lines[1].Should().Contain("60 %").And.Contain("segment 3 of 5");
        vp.Lines[2].Should().StartWith("story").And.Contain("completed").And.Contain("(0:05)");
        vp.Lines[3].Should().StartWith("voice");
        vp.Lines[4].Should().Contain("vp download ann.moon");
    }

    [Fact]
    public async Task Watch_StageWaits_SaysForWhat()
    {
        vp.AnswersStatus(
            VpFixture.Status("running", VpFixture.Stage("export", "running", 0, waitingFor: "the exporter, place 2")),
            VpFixture.Status("running", VpFixture.Stage("export", "running", 0, waitingFor: "the exporter, place 2")),
            VpFixture.Status("completed"));

        await vp.RunAsync("watch", "ann.moon");

        vp.Lines.Should().ContainSingle(line => line.Contains("waiting for the exporter, place 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_ThroughAnOutage_FollowsToTheEndAndSaysSoOnce()
    {
        vp.AnswersStatus(
            VpFixture.Json(200, VpFixture.Status("running")),
            VpFixture.Json(200, VpFixture.Status("running")),
            VpFixture.Refused(),
            VpFixture.Refused(),
            VpFixture.Json(503, """{"detail": "Starting."}"""),
            VpFixture.Json(200, VpFixture.Status("completed")));

        int code = await vp.RunAsync("watch", "ann.moon");

        code.Should().Be(0, vp.Error);
        vp.Lines.Should().ContainSingle(line => line.Contains("Trying again", StringComparison.Ordinal));
        vp.Lines.Should().ContainSingle(line => line.Contains("answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_OutageDoesNotEnd_GivesUpWithThree()
    {
        vp.AnswersStatus(VpFixture.Json(200, VpFixture.Status("running")), VpFixture.Json(503, """{"detail": "Away."}"""));
        var time = new InstantTime();
        DateTimeOffset start = time.GetUtcNow();

        int code = await vp.RunAsync(time, CancellationToken.None, "watch", "ann.moon");

        code.Should().Be(3);
        vp.Error.Should().Contain("Away.");
        (time.GetUtcNow() - start).Should().BeGreaterThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Watch_UnknownTask_IsRefused()
    {
        vp.AnswersStatus(VpFixture.Json(404, """{"detail": "There is no task ann.moon."}"""));

        int code = await vp.RunAsync("watch", "ann.moon");

        code.Should().Be(4);
        vp.Error.Should().Contain("There is no task ann.moon.");
    }

    [Fact]
    public async Task Watch_PipelineFails_ExitsWithOne()
    {
        vp.AnswersStatus(VpFixture.Status("failed", error: "No words."));

        int code = await vp.RunAsync("watch", "ann.moon");

        code.Should().Be(1);
        vp.Error.Should().Contain("No words.");
    }

    [Fact]
    public async Task Status_Person_PrintsAllStagesAndExitsWithZero()
    {
        vp.AnswersStatus(VpFixture.Status(
            "failed", VpFixture.Stage("story", "completed", 100) + "," + VpFixture.Stage("voice", "failed", 30, "no words"), error: "No words."));

        int code = await vp.RunAsync("status", "ann.moon");

        code.Should().Be(0);
        vp.Lines[0].Should().StartWith("ann.moon: failed");
        vp.Lines[1].Trim().Should().StartWith("story");
        vp.Lines[2].Trim().Should().StartWith("voice").And.Contain("no words");
        vp.Lines[3].Should().Be("Error: No words.");
    }

    [Fact]
    public async Task Status_Json_KeepsMembersThatVpDoesNotKnow()
    {
        vp.AnswersStatus(VpFixture.Status("running"));

        await vp.RunAsync("status", "ann.moon", "--json");

        JsonDocument.Parse(vp.Output).RootElement.GetProperty("progress").GetProperty("故事二创").GetString().Should().Be("运行中");
        vp.Output.Should().Contain("故事二创");
    }
}
