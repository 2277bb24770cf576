using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// How close a run comes to its critical path: what its requests would take, one after another where one needs another's answer, and as many
/// at once as the provider takes otherwise. Its figure is in bench/README.md.
/// </summary>
[Trait("Category", "Soak")]
[Trait(Target.Trait, Target.Own)]
public sealed class FanOutSoakTests(FanOutSoakTests.FanOutStudio studio, ITestOutputHelper output) : IClassFixture<FanOutSoakTests.FanOutStudio>
{
    private const int Segments = 10;
    private const int TasksAtOnce = 8;

    // the plan; the opening; all segments; the polish; summary and metadata
    private const int AnswersInARow = 5;

    private static readonly string Transcript =
        string.Join(' ', Enumerable.Range(1, 20).Select(i => $"In the year {1860 + i} the keeper of the lamp counted {i} ships beyond the reef."));

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TaskTime = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task TenSegments_AndTheirChunks_AreDoneAtOnceAsFarAsLimitsAllow()
    {
        StubProviders providers = studio.Providers;
        (providers.AnswerTime, providers.TaskTime, providers.Segments) = (AnswerTime, TaskTime, Segments);
        providers.SegmentText = string.Join(' ', Enumerable.Repeat("The lamp had burned every night for ninety years, and nobody knew why it went out.", 21));
        providers.SecondsPerWord = 0.05;
        await RunAsync("warm-up");
        int before = providers.DoneTasks;

        JsonNode end = await RunAsync("measured");

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        int chunks = providers.DoneTasks - before;
        TimeSpan path = (AnswersInARow * AnswerTime) + (Math.Ceiling((double)chunks / TasksAtOnce) * TaskTime);
        TimeSpan taken = Ended(end, 1) - Began(end, 0);
        output.WriteLine($"figure: {Segments} segments and {chunks} chunks = {taken.TotalSeconds:F1} s = {taken / path:F2} x the critical path of {path.TotalSeconds:F1} s (target 1.3)");
        chunks.Should().BeInRange(30, 60);
    }

    private static DateTimeOffset Began(JsonNode end, int stage) => end["stages"]![stage]!["started_at"]!.GetValue<DateTimeOffset>();

    private static DateTimeOffset Ended(JsonNode end, int stage) => end["stages"]![stage]!["ended_at"]!.GetValue<DateTimeOffset>();

    private async Task<JsonNode> RunAsync(string video)
    {
        JsonNode started = await studio.StartRunAsync(
            new { creator_id = $"fan-out-{Guid.NewGuid():N}", video_id = video, transcript = Transcript });
        return await studio.EndOfAsync(started["task_id"]!.GetValue<string>());
    }

    /// <summary>A model without a limit, and a speech server that takes some tasks at once.</summary>
    public sealed class FanOutStudio : ProviderStudio
    {
        // short, so that what ffmpeg makes of it does not count: that takes as long as there is speech
        protected override int SpeechSeconds => 6;

        /// <inheritdoc/>
        protected override IDictionary<string, string> Settings()
        {
            IDictionary<string, string> settings = base.Settings();
            foreach (string limit in settings.Keys.Where(k => k.StartsWith("Limits__llm", StringComparison.Ordinal)).ToArray())
            {
                settings.Remove(limit);
            }

            settings["Limits__tts__easyvoice__Concurrency"] = $"{TasksAtOnce}";
            return settings;
        }
    }
}
