using System.Text;
using System.Text.Json;

namespace VideoPipeline.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    private string[] Run(params string[] more) =>
        ["run", "--transcript", vp.WriteTranscript(), "--video", "moon", "--creator", "ann", "--out", vp.Folder, .. more];

    private JsonElement PostedRequest() => JsonDocument.Parse(vp.Server.LogEntries[0].RequestMessage!.Body!).RootElement;

    [Fact]
    public async Task Run_PipelineCompletes_PrintsThePathsLastInTheOrderOfTheStages()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());
        vp.AnswersStatus(VpFixture.Status("pending"), VpFixture.Status("running"), VpFixture.Status("completed"));
        vp.AnswersResult("final_video.mp4", "draft.jy", "run.log", "story.txt", "audio.srt", "audio.mp3");

        int code = await vp.RunAsync(Run("--export"));

        code.Should().Be(0, vp.Error);
        string[] names = ["run.log", "story.txt", "audio.mp3", "audio.srt", "draft.jy", "final_video.mp4"];
        vp.Lines[^6..].Should().Equal(names.Select(vp.PathOf));
        File.ReadAllText(vp.PathOf("audio.mp3")).Should().Be("content of audio.mp3");
    }

    [Fact]
    public async Task Run_AllOptions_PostsThem()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());

        int code = await vp.RunAsync(Run(
            "--account", "second", "--gender", "male", "--duration", "45", "--images", "space", "--language", "zh", "--minutes", "12", "--no-subtitles", "--export", "--detach",
            "--music", "songs", "--callback", "http://hooks.test/done"));

        code.Should().Be(0, vp.Error);
        JsonElement request = PostedRequest();
        request.GetProperty("video_id").GetString().Should().Be("moon");
        request.GetProperty("creator_id").GetString().Should().Be("ann");
        request.GetProperty("account_name").GetString().Should().Be("second");
        request.GetProperty("gender").GetString().Should().Be("male");
        request.GetProperty("duration").GetInt32().Should().Be(45);
        request.GetProperty("image_dir").GetString().Should().Be("space");
        request.GetProperty("language").GetString().Should().Be("zh");
        request.GetProperty("target_minutes").GetInt32().Should().Be(12);
        request.GetProperty("music").GetString().Should().Be("songs");
        request.GetProperty("callback_url").GetString().Should().Be("http://hooks.test/done");
        request.GetProperty("enable_subtitle").GetBoolean().Should().BeFalse();
        request.GetProperty("export_video").GetBoolean().Should().BeTrue();
        request.GetProperty("transcript").GetString().Should().Be("A story.");
    }

    [Fact]
    public async Task Run_FewOptions_LeavesTheRestToTheServer()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());

        await vp.RunAsync(Run("--detach"));

        PostedRequest().EnumerateObject().Select(member => member.Name)
            .Should().BeEquivalentTo("video_id", "creator_id", "export_video", "enable_subtitle", "transcript");
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task Run_TranscriptWithByteOrderMark_PostsTheTextAlone(string encodingName)
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());
        Encoding encoding = Encoding.GetEncoding(encodingName);
        string file = vp.WriteFile("bom.srt", [.. encoding.GetPreamble(), .. encoding.GetBytes("月亮 moon")]);

        await vp.RunAsync("run", "--transcript", file, "--video", "moon", "--creator", "ann", "--detach");

        PostedRequest().GetProperty("transcript").GetString().Should().Be("月亮 moon");
    }

    [Fact]
    public async Task Run_TranscriptDash_ReadsStandardInput()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("From a pipe."));

        await vp.RunAsync(
            new InstantTime(), input, CancellationToken.None, "run", "--transcript", "-", "--video", "moon", "--creator", "ann", "--detach");

        PostedRequest().GetProperty("transcript").GetString().Should().Be("From a pipe.");
    }

    [Fact]
    public async Task Run_TranscriptIsNotUtf8_SaysHowToConvertItAndSendsNothing()
    {
        string file = vp.WriteFile("gb.txt", [0xD4, 0xC2, 0xC1, 0xC1]);

        int code = await vp.RunAsync("run", "--transcript", file, "--video", "moon", "--creator", "ann");

        code.Should().Be(2);
        vp.Error.Should().Contain("iconv");
        vp.Server.LogEntries.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_TranscriptMissing_IsAUsageError()
    {
        int code = await vp.RunAsync("run", "--transcript", "/no/such/file", "--video", "moon", "--creator", "ann");

        code.Should().Be(2);
        vp.Error.Should().Contain("/no/such/file");
    }

    [Theory]
    [InlineData("run", "--creator", "ann")]
    [InlineData("run", "--video", "moon", "--creator", "ann", "--gender", "robot")]
    [InlineData("run", "--video", "moon", "--creator", "ann", "--duration", "long")]
    [InlineData("status")]
    [InlineData("status", "x", "--url", "not-an-address")]
    [InlineData("dance")]
    public async Task AnyCommand_WrongArguments_ExitsWithTwoAndNamesTheHelp(params string[] arguments)
    {
        int code = await vp.RunAsync(arguments);

        code.Should().Be(2);
        vp.Error.Should().Contain("--help");
        vp.Server.LogEntries.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_PipelineFails_PrintsItsErrorAndWhatToDo()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());
        vp.AnswersStatus(VpFixture.Status("failed", error: "The voice has no words to speak."));

        int code = await vp.RunAsync(Run());

        code.Should().Be(1);
        vp.Error.Should().Contain("The voice has no words to speak.").And.Contain("vp download ann.moon");
    }

    [Fact]
    public async Task Run_RefusedWithFieldErrors_PrintsEachField()
    {
        vp.AnswersRun(422, """{"title": "Invalid", "detail": "Two fields are wrong.", "errors": {"duration": ["Must be 30 to 600."], "video_id": ["Is empty."]} }""");

        int code = await vp.RunAsync(Run());

        code.Should().Be(4);
        vp.Error.Should().Contain("422").And.Contain("Two fields are wrong.")
            .And.Contain("duration: Must be 30 to 600.").And.Contain("video_id: Is empty.");
    }

    [Fact]
    public async Task Run_RefusedWithoutProblem_StillSaysSo()
    {
        vp.AnswersRun(409, "<html>conflict</html>");

        int code = await vp.RunAsync(Run());

        code.Should().Be(4);
        vp.Error.Should().Contain("409");
    }

    [Fact]
    public async Task Run_ServerUnreachable_ExitsWithThreeWithoutRetry()
    {
        string[] arguments = Run("--url", "http://127.0.0.1:1");
        int delays = 0;

        int code = await vp.RunAsync(new InstantTime(count => delays = count), CancellationToken.None, arguments);

        code.Should().Be(3);
        vp.Error.Should().Contain("http://127.0.0.1:1").And.Contain("--url");
        delays.Should().Be(0);
    }

    [Fact]
    public async Task Run_AnotherServerAnswers_SaysThatTheAddressMayBeWrong()
    {
        vp.AnswersRun(200, "<html>hello</html>");

        int code = await vp.RunAsync(Run());

        code.Should().Be(3);
        vp.Error.Should().Contain("--url");
    }

    [Fact]
    public async Task Run_Deduplicated_SaysThatItJoinsAndThatOptionsDiffer()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer(deduplicated: true, differs: true));
        vp.AnswersStatus(VpFixture.Status("completed"));
        vp.AnswersResult("story.txt");

        int code = await vp.RunAsync(Run());

        code.Should().Be(0);
        vp.Output.Should().Contain("active already").And.Contain("other options");
        vp.Lines[^1].Should().Be(vp.PathOf("story.txt"));
    }

    [Fact]
    public async Task Run_StatusStillShowsTheEarlierRun_WaitsForItsOwn()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());
        vp.AnswersStatus(VpFixture.Status("failed", run: "r0", error: "Old."), VpFixture.Status("completed"));
        vp.AnswersResult("story.txt");

        int code = await vp.RunAsync(Run());

        code.Should().Be(0, vp.Error);
    }

    [Fact]
    public async Task Run_Detach_PrintsHowToWatchAndAsksNoStatus()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());

        int code = await vp.RunAsync(Run("--detach"));

        code.Should().Be(0);
        vp.Lines[^1].Should().Contain("vp watch ann.moon");
        vp.Server.LogEntries.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_Json_PrintsOneDocument()
    {
        vp.AnswersRun(202, VpFixture.RunAnswer());
        vp.AnswersStatus(VpFixture.Status("running", VpFixture.Stage("story", "running", 10)), VpFixture.Status("completed"));
        vp.AnswersResult("story.txt");

        int code = await vp.RunAsync(Run("--json"));

        code.Should().Be(0);
        JsonElement document = JsonDocument.Parse(vp.Output).RootElement;
        document.GetProperty("task_id").GetString().Should().Be("ann.moon");
        document.GetProperty("status").GetString().Should().Be("completed");
        document.GetProperty("files")[0].GetString().Should().Be(vp.PathOf("story.txt"));
    }

    [Fact]
    public async Task Run_JsonRefused_PrintsTheErrorAsJson()
    {
        vp.AnswersRun(422, """{"detail": "No.", "errors": {"video_id": ["Is empty."]} }""");

        int code = await vp.RunAsync(Run("--json"));

        code.Should().Be(4);
        JsonElement document = JsonDocument.Parse(vp.Output).RootElement;
        document.GetProperty("exit_code").GetInt32().Should().Be(4);
        document.GetProperty("http_status").GetInt32().Should().Be(422);
        document.GetProperty("errors").GetProperty("video_id")[0].GetString().Should().Be("Is empty.");
    }

    [Fact]
    public async Task Run_CtrlC_ExitsWith130AndSaysThatThePipelineGoesOn()
    {
        using var ctrlC = new CancellationTokenSource();
        vp.AnswersRun(202, VpFixture.RunAnswer());
        vp.AnswersStatus(VpFixture.Status("running"));
        var time = new InstantTime(count =>
        {
            if (count == 3)
            {
                ctrlC.Cancel();
            }
        });

        int code = await vp.RunAsync(time, ctrlC.Token, Run());

        code.Should().Be(130);
        vp.Error.Should().Contain("goes on").And.Contain("vp watch ann.moon");
    }
}
