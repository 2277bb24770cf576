using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>No run ever touches what another one made.</summary>
public sealed partial class IsolationTests(TwoAppStudio studio) : IClassFixture<TwoAppStudio>
{
    [Fact]
    public async Task SameVideo_UnderTwentyAccountsAtOnce_AreTwentyRunsWithoutASharedBlob()
    {
        const int Accounts = 20;
        string creator = $"accounts-{Guid.NewGuid():N}";

        JsonNode[] started = await Task.WhenAll(Enumerable.Range(0, Accounts).Select(async i =>
        {
            using HttpResponseMessage answer = await studio.HttpOf(i % 2).PostAsJsonAsync("api/pipeline/run", new
            {
                creator_id = creator,
                video_id = "same_video",
                account_name = $"账号 {i}",
                transcript = Transcripts.English,
            });
            return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        }));
        JsonNode[] ends = await Task.WhenAll(started.Select(s => studio.EndOfAsync(s["task_id"]!.GetValue<string>())));

        ends.Should().OnlyContain(e => e["status"]!.GetValue<string>() == "completed");
        ends.Select(e => e["run_id"]!.GetValue<string>()).Should().OnlyHaveUniqueItems().And.HaveCount(Accounts);
        string[] blobs = await studio.BlobsOfAsync(creator);
        blobs.Where(b => b.EndsWith("/story.txt", StringComparison.Ordinal)).Should().HaveCount(Accounts);
        foreach (JsonNode end in ends)
        {
            string own = $"/{end["task_id"]}/{end["run_id"]}/";
            blobs.Where(b => b.Contains(own)).Select(b => b.Split('/')[^1]).Should()
                .Contain(["story.txt", "audio.mp3", "audio.srt", "draft.jy", "run.log"]);
        }

        blobs.Should().OnlyContain(b => ends.Any(e => b.Contains($"/{e["task_id"]}/{e["run_id"]}/")));
    }

    [Fact]
    public async Task Logs_OfRunsThatBeginTogether_AreOneForEachRunWithNothingOfTheOthers()
    {
        string creator = $"logs-{Guid.NewGuid():N}";
        JsonNode[] started = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => studio.StartRunAsync(
            new { creator_id = creator, video_id = "same_video", account_name = $"account-{i}", transcript = Transcripts.English })));
        string[] runs = [.. started.Select(s => s["run_id"]!.GetValue<string>())];
        await Task.WhenAll(started.Select(s => studio.EndOfAsync(s["task_id"]!.GetValue<string>())));

        foreach (JsonNode run in started)
        {
            string log = await studio.Http.GetStringAsync(new Uri($"api/pipeline/artifacts/{run["task_id"]}/run.log", UriKind.Relative));
            log.Split('\n').Count(line => line.Contains("has begun")).Should().Be(1);
            log.Should().Contain(run["run_id"]!.GetValue<string>());
            runs.Where(other => other != run["run_id"]!.GetValue<string>()).Should().OnlyContain(other => !log.Contains(other));
        }
    }

    [Fact]
    public async Task Rerun_Forced_LeavesTheEarlierRunsBlobsAsTheyWere()
    {
        var request = new { creator_id = $"forced-{Guid.NewGuid():N}", video_id = "same_video", transcript = Transcripts.English, force = true };
        string task = (await studio.StartRunAsync(request with { force = false }))["task_id"]!.GetValue<string>();
        string first = (await studio.EndOfAsync(task))["run_id"]!.GetValue<string>();
        IReadOnlyDictionary<string, (string ETag, string Content)> before = await studio.ContentsOfAsync($"{task}/{first}/");

        JsonNode again = await studio.StartRunAsync(request);
        JsonNode end = await studio.EndOfAsync(task, again["run_id"]!.GetValue<string>());

        end["status"]!.GetValue<string>().Should().Be("completed");
        again["deduplicated"]!.GetValue<bool>().Should().BeFalse();
        again["run_id"]!.GetValue<string>().Should().NotBe(first);
        (await studio.ContentsOfAsync($"{task}/{first}/")).Should().BeEquivalentTo(before);
        end["stages"]!.AsArray().Should().OnlyContain(s => s!["reused_from"] == null);
    }

    [Fact]
    public async Task Rerun_WithTheSameInputs_AdoptsCopiesOfStoryAndVoice()
    {
        var request = new { creator_id = $"reuse-{Guid.NewGuid():N}", video_id = "same_video", transcript = Transcripts.English, enable_subtitle = true };
        string task = (await studio.StartRunAsync(request))["task_id"]!.GetValue<string>();
        string first = (await studio.EndOfAsync(task))["run_id"]!.GetValue<string>();
        IReadOnlyDictionary<string, (string ETag, string Content)> before = await studio.ContentsOfAsync($"{task}/{first}/");

        string second = (await studio.StartRunAsync(request with { enable_subtitle = false }))["run_id"]!.GetValue<string>();
        JsonNode end = await studio.EndOfAsync(task, second);

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        end["stages"]!.AsArray().Select(s => (string?)s!["reused_from"]).Should().Equal(first, first, null);
        IReadOnlyDictionary<string, (string ETag, string Content)> after = await studio.ContentsOfAsync($"{task}/");
        after[$"voices/{task}/{second}/audio.mp3"].Content.Should().Be(before[$"voices/{task}/{first}/audio.mp3"].Content);
        after.Where(b => b.Key.Contains(first)).Should().BeEquivalentTo(before);
    }

    [Fact]
    [Trait(Target.Trait, Target.Own)]
    public async Task Kill_BetweenAudioAndSubtitles_GivesAPairThatBelongsTogether()
    {
        studio.Storage.Close("/audio.srt");
        JsonNode started = await studio.StartRunAsync(new { creator_id = $"pair-{Guid.NewGuid():N}", video_id = "between", transcript = Transcripts.English });
        string task = started["task_id"]!.GetValue<string>();
        await studio.Storage.ReachedAsync();
        string[] atTheKill = await studio.BlobsOfAsync($"{task}/");

        await Task.WhenAll(studio.Apps.Select(a => a.KillAsync()));
        studio.Storage.Open();
        await Task.WhenAll(studio.Apps.Select(a => a.StartAsync()));
        JsonNode end = await studio.EndOfAsync(task);

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        atTheKill.Should().Contain(b => b.EndsWith("/audio.mp3")).And.NotContain(b => b.EndsWith("/audio.srt"));
        Dictionary<string, string> links = await studio.ArtifactsOfAsync(task);
        string srt = await studio.Http.GetStringAsync(new Uri(links["audio.srt"]));
        double lastCueEnds = TimeSpan.ParseExact(CueEnd().Matches(srt)[^1].Groups[1].Value, @"hh\:mm\:ss\,fff", CultureInfo.InvariantCulture).TotalSeconds;
        (await SecondsOfAsync(links["audio.mp3"])).Should().BeApproximately(lastCueEnds, 0.5);
    }

    private async Task<double> SecondsOfAsync(string url)
    {
        string path = Path.Combine(Path.GetTempPath(), $"videopipeline-{Guid.NewGuid():N}.mp3");
        try
        {
            await File.WriteAllBytesAsync(path, await studio.Http.GetByteArrayAsync(new Uri(url)));
            BufferedCommandResult probe = await Cli.Wrap("ffprobe")
                .WithArguments(["-v", "error", "-of", "csv=p=0", "-show_entries", "format=duration", path])
                .ExecuteBufferedAsync();
            return double.Parse(probe.StandardOutput, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [GeneratedRegex(@"--> (\d\d:\d\d:\d\d,\d\d\d)")]
    private static partial Regex CueEnd();
}
