using System.Diagnostics;
using System.Text.Json.Nodes;
using VideoPipeline.Testing;
using Xunit.Abstractions;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>An installation of two app processes, Redis and one exporter is upgraded under load: every process is stopped and started once.</summary>
[Trait("Category", "Soak")]
[Trait(Target.Trait, Target.Own)]
public sealed class RollingSoakTests(RollingSoakTests.RollingStudio studio, ITestOutputHelper output) : IClassFixture<RollingSoakTests.RollingStudio>
{
    private const int Pipelines = 50;

    [Fact]
    public async Task FiftyPipelines_WhileEachProcessIsStoppedAndStartedOnce_AllComplete()
    {
        long start = Stopwatch.GetTimestamp();
        JsonNode[] runs = new JsonNode[Pipelines];
        for (int i = 0; i < Pipelines; i++)
        {
            runs[i] = await studio.StartRunAsync(new { creator_id = "rolling", video_id = $"video-{i:00}", export_video = true, transcript = Transcripts.Short });
        }

        await UntilAsync(runs, 5);
        await RestartAsync(0);
        await UntilAsync(runs, 15);
        await studio.RestartExporterAsync();
        await UntilAsync(runs, 25);
        await RestartAsync(1);
        JsonNode[] ends = await Task.WhenAll(runs.Select(r => studio.EndOfAsync(r["task_id"]!.GetValue<string>())));

        ends.Select(e => e["status"]!.GetValue<string>()).Should().AllBe("completed");
        ends.Select(e => e["run_id"]!.GetValue<string>()).Should().Equal(runs.Select(r => r["run_id"]!.GetValue<string>()));
        string[] videos = [.. (await studio.BlobsOfAsync("rolling.")).Where(b => b.EndsWith("/final_video.mp4", StringComparison.Ordinal))];
        videos.Should().HaveCount(Pipelines).And.OnlyHaveUniqueItems();
        output.WriteLine($"figure: {Pipelines} pipelines with export while each process is stopped and started once = {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
    }

    private async Task RestartAsync(int app)
    {
        await studio.Apps[app].StopAsync();
        await studio.Apps[app].StartAsync();
    }

    // Asked of the records, which are the same whichever process answers. How they ended is looked at when all have.
    private async Task UntilAsync(JsonNode[] runs, int ended)
    {
        while (true)
        {
            JsonNode[] states = await Task.WhenAll(runs.Select(r => studio.StatusOfAsync(r["task_id"]!.GetValue<string>())));
            if (states.Count(s => s["status"]!.GetValue<string>() is "completed" or "failed") >= ended)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Two processes of the app, one cluster, and a real exporter.</summary>
    public sealed class RollingStudio : Studio
    {
        private readonly RedisServer redis = new();

        /// <inheritdoc/>
        protected override int AppCount => 2;

        /// <inheritdoc/>
        public override async Task InitializeAsync()
        {
            await redis.InitializeAsync();
            await base.InitializeAsync();
        }

        /// <inheritdoc/>
        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await redis.DisposeAsync();
        }

        /// <inheritdoc/>
        protected override IDictionary<string, string> Settings() => new Dictionary<string, string>
        {
            ["Orleans__Clustering"] = "Redis",
            ["Orleans__Redis"] = redis.ConnectionString,
        };

        /// <inheritdoc/>
        protected override IDictionary<string, string> ExporterSettings() => new Dictionary<string, string> { ["Exporter__Preset"] = "draft" };
    }
}
