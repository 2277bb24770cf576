using System.Text.Json.Nodes;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>kill -9 of the app in each stage. A gate holds the upload of one of the stage's blobs, so the app is where the test says.</summary>
[Trait(Target.Trait, Target.Own)]
public sealed class CrashTests(Studio studio) : IClassFixture<Studio>
{
    [Theory]
    [InlineData("story", "/parts/segment-000.txt")]
    [InlineData("voice", "/parts/chunk-0000.zip")]
    [InlineData("draft", "/draft.jy")]
    [InlineData("export", "/final_video.mp4")]
    public async Task Kill_InAStage_AndRestart_CompletesWithNothingCommittedDoneTwice(string stage, string heldBlob)
    {
        studio.Storage.Close(heldBlob);
        JsonNode started = await studio.StartRunAsync(new
        {
            video_id = "crashing",
            creator_id = stage,
            transcript = Transcripts.English,
            export_video = stage == "export",
        });
        string task = started["task_id"]!.GetValue<string>();
        await studio.Storage.ReachedAsync();
        string[] committed = await studio.BlobsOfAsync($"{task}/");

        await studio.KillAppAsync();
        studio.Storage.Open();
        await studio.StartAppAsync();

        JsonNode end = await studio.EndOfAsync(task);
        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        end["run_id"]!.GetValue<string>().Should().Be(started["run_id"]!.GetValue<string>());
        (await studio.ArtifactsOfAsync(task)).Keys.Should().Contain(["story.txt", "audio.mp3", "audio.srt", "draft.jy"]);
        string[] after = await studio.BlobsOfAsync($"{task}/");
        after.Should().Contain(committed).And.OnlyHaveUniqueItems();
        string log = await studio.Http.GetStringAsync(new Uri($"api/pipeline/artifacts/{task}/run.log", UriKind.Relative));
        log.Split('\n').Count(line => line.Contains("has begun")).Should().Be(1);
        log.Split('\n').Count(line => line.Contains("The run is complete")).Should().Be(1);
        string exporter = studio.ExporterOutput;
        exporter.Split('\n').Count(line => line.Contains($"Export {end["run_id"]}-export begins")).Should().Be(stage == "export" ? 1 : 0);
    }
}
