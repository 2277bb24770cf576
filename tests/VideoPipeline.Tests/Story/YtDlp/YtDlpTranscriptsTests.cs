using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story;
using VideoPipeline.Story.YtDlp;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Voice;

namespace VideoPipeline.Tests.Story.YtDlp;

/// <summary>Captions over a script that speaks yt-dlp's command line.</summary>
public sealed class YtDlpTranscriptsTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private const string Video = "dQw4w9WgXcQ";

    private readonly TempFolder folder = new();

    private string Calls => Path.Combine(folder.Path, "calls");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"subtitles": {"de": [], "en-GB": []}, "automatic_captions": {"en": []}}""", "--write-subs", "en-GB")]
    [InlineData("""{"subtitles": {"live_chat": [], "zh-Hans": []}, "automatic_captions": {"en": []}}""", "--write-subs", "zh-Hans")]
    [InlineData("""{"subtitles": {}, "automatic_captions": {"en": [], "en-orig": [], "fr": []}}""", "--write-auto-subs", "en-orig")]
    public async Task Plan_WithoutASource_IsMadeOfTheBestCaptions(string video, string kind, string language)
    {
        await using StageFixture fixture = StageFixture.WithCaptions(azurite, Stub($"echo '{video}'", Write(language)));
        var order = new StoryOrder(fixture.Run, null, Video);

        StoryManifest story = await fixture.WriteAsync(order);

        (await fixture.StoryTextAsync()).Should().Contain("lighthouse");
        story.Chapters.Should().NotBeEmpty();
        string[] calls = await File.ReadAllLinesAsync(Calls);
        calls.Should().HaveCount(2, "captions are fetched once for the run");
        calls.Should().OnlyContain(c => c.Contains("--ignore-config") && c.EndsWith($"-- https://www.youtube.com/watch?v={Video}"));
        calls[1].Should().Contain($"{kind} --sub-langs {language} --sub-format vtt");
        (await fixture.Journal.ReadAsync(fixture.Run, default)).Select(e => e.Step).Should().Contain("captions");
    }

    [Theory]
    [InlineData("ERROR: [youtube] x: Private video. Sign in if you've been granted access", "the video is private")]
    [InlineData("ERROR: [youtube] x: Video unavailable", "does not exist, or not here")]
    [InlineData("ERROR: [youtube] x: Sign in to confirm you're not a bot.", "wants this machine to sign in")]
    [InlineData("ERROR: [youtube] x: Unable to download API page: HTTP Error 429: Too Many Requests", "no more requests")]
    [InlineData("ERROR: something else", "something else")]
    [InlineData("Traceback", "exit code 1")]
    public async Task Plan_YouTubeRefuses_SaysWhyAndHowToUpload(string said, string reason)
    {
        await using StageFixture fixture = StageFixture.WithCaptions(azurite, Stub($"echo \"{said}\" >&2; exit 1", ""));

        Func<Task> plan = () => fixture.Story.PlanAsync(new StoryOrder(fixture.Run, null, Video), default);

        await plan.Should().ThrowAsync<TranscriptUnavailableException>().WithMessage($"*{reason}*PUT /api/sources/{Video}*");
        IReadOnlyList<JournalEntry> journal = await fixture.Journal.ReadAsync(fixture.Run, default);
        journal.Should().Contain(e => e.Step == "captions" && e.Error == "transcript-unavailable");
    }

    [Theory]
    [InlineData("echo 'ERROR: Unable to download webpage: timed out' >&2; exit 1", "*could not reach YouTube*")]
    [InlineData("exec sleep 60", "*did not end within 1 seconds*")]
    public async Task Plan_NetworkFails_IsAFaultOfInfrastructure(string command, string message)
    {
        YtDlpOptions stub = Stub(command, "");
        stub.Timeout = TimeSpan.FromSeconds(1);
        await using StageFixture fixture = StageFixture.WithCaptions(azurite, stub);

        Func<Task> plan = () => fixture.Story.PlanAsync(new StoryOrder(fixture.Run, null, Video), default);

        await plan.Should().ThrowAsync<HttpRequestException>().WithMessage(message);
    }

    [Theory]
    [InlineData("""{"subtitles": {"de": []}, "automatic_captions": {}}""", "no captions in the languages")]
    [InlineData("{}", "no captions in the languages")]
    [InlineData("""{"subtitles": {"en": []}}""", "found captions but wrote none")]
    public async Task Plan_NoCaptions_SaysSo(string video, string reason)
    {
        await using StageFixture fixture = StageFixture.WithCaptions(azurite, Stub($"echo '{video}'", "true"));

        Func<Task> plan = () => fixture.Story.PlanAsync(new StoryOrder(fixture.Run, null, Video), default);

        await plan.Should().ThrowAsync<TranscriptUnavailableException>().WithMessage($"*{reason}*");
    }

    [Theory]
    [InlineData("--exec=rm")]
    [InlineData("https://example.com")]
    [InlineData("dQw4w9WgXcQ; rm")]
    public async Task Plan_IdThatIsNotYouTubes_RunsNothing(string video)
    {
        await using StageFixture fixture = StageFixture.WithCaptions(azurite, Stub("true", "true"));

        Func<Task> plan = () => fixture.Story.PlanAsync(new StoryOrder(fixture.Run, null, video), default);

        await plan.Should().ThrowAsync<TranscriptUnavailableException>().WithMessage("*no YouTube video ID*");
        File.Exists(Calls).Should().BeFalse();
    }

    [Fact]
    public async Task Plan_NotEnabled_RunsNothing()
    {
        YtDlpOptions stub = Stub("true", "true");
        stub.Enabled = false;
        await using StageFixture fixture = StageFixture.WithCaptions(azurite, stub);

        Func<Task> plan = () => fixture.Story.PlanAsync(new StoryOrder(fixture.Run, null, Video), default);

        await plan.Should().ThrowAsync<TranscriptUnavailableException>().WithMessage($"*PUT /api/sources/{Video}*");
        File.Exists(Calls).Should().BeFalse();
    }

    [Fact]
    public async Task Plan_NotInstalled_SaysHowToInstallIt()
    {
        var options = new YtDlpOptions { Enabled = true, Program = Path.Combine(folder.Path, "none") };
        await using StageFixture fixture = StageFixture.WithCaptions(azurite, options);

        Func<Task> plan = () => fixture.Story.PlanAsync(new StoryOrder(fixture.Run, null, Video), default);

        await plan.Should().ThrowAsync<ToolMissingException>().WithMessage("yt-dlp is not installed*Story:YtDlp:Program*");
    }

    private static string Write(string language) =>
        $"""
        while [ "$1" != --output ]; do shift; done
        file=$(printf '%s' "$2" | sed 's/%(ext)s/{language}.vtt/')
        cp "$(dirname "$0")/captions" "$file"
        """;

    private static void WriteProgram(string path, string text)
    {
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        using var file = new StreamWriter(path, mode);
        file.Write(text);
    }

    // a program that tells of the video, and downloads
    private YtDlpOptions Stub(string tell, string download)
    {
        string program = Path.Combine(folder.Path, "yt-dlp");
        string cues = string.Join('\n', Samples.Short.Split('\n').Select((line, i) => $"00:00:{i * 6:00}.000 --> 00:00:{(i * 6) + 6:00}.000\n{line}\n"));
        File.WriteAllText(Path.Combine(folder.Path, "captions"), $"WEBVTT\n\n{cues}");
        WriteProgram(
            program,
            $"""
            #!/bin/sh
            echo "$*" >> "$(dirname "$0")/calls"
            case "$*" in
            *--dump-single-json*)
            {tell}
            ;;
            *)
            {download}
            ;;
            esac
            """.ReplaceLineEndings("\n"));
        return new YtDlpOptions { Enabled = true, Program = program };
    }
}
