using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Tests.Limits;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice.EasyVoice;

public sealed class EasyVoiceProviderTests
{
    private const int SampleRate = 24_000;

    private static readonly SpeechRequest TwoSentences = new(["One day it rained.", "Then it stopped."], "en", NarratorGender.Male);

    [Fact]
    public async Task SpeakAsync_Text_IsSpokenInOneTaskAndMeasuredByItsWords()
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();

        Speech speech = await fixture.Voice.SpeakAsync(TwoSentences, default);

        speech.Audio.SampleRate.Should().Be(SampleRate);
        speech.Audio.Samples.Should().BeCloseTo((int)(2.4 * SampleRate), SampleRate / 10);
        speech.Sentences.Select(s => s.Text).Should().Equal(TwoSentences.Sentences);
        speech.Sentences[0].Samples.Should().Be((int)(1.5 * SampleRate));
        speech.Sentences.Sum(s => s.Samples).Should().Be(speech.Audio.Samples);
        fixture.Server.LogEntries.Should().HaveCount(4);
    }

    [Theory]
    [InlineData("en", NarratorGender.Male, "en-US-BrianNeural", "One day it rained. Then it stopped.")]
    [InlineData("en", NarratorGender.Female, "en-US-AvaNeural", "One day it rained. Then it stopped.")]
    [InlineData("zh", NarratorGender.Male, "zh-CN-YunxiNeural", "One day it rained.Then it stopped.")]
    [InlineData("zh", NarratorGender.Female, "zh-CN-XiaoxiaoNeural", "One day it rained.Then it stopped.")]
    public async Task SpeakAsync_Voice_GoesByLanguageAndGender(string language, NarratorGender gender, string voice, string text)
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();

        await fixture.Voice.SpeakAsync(TwoSentences with { Language = language, Gender = gender }, default);

        fixture.Server.Ordered().ToString().Should().BeEquivalentTo(
            $$"""{"text":"{{text}}","voice":"{{voice}}","rate":"+0%","pitch":"+0Hz","volume":"+0%"}""".Replace("+", "\\u002B"));
    }

    [Theory]
    [InlineData("No.", "en", "No...")]
    [InlineData("好。", "zh", "好。。。。")]
    public async Task SpeakAsync_TextTooShortForTheServer_IsFilledUp(string sentence, string language, string sent)
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();

        Speech speech = await fixture.Voice.SpeakAsync(new SpeechRequest([sentence], language, NarratorGender.Male), default);

        fixture.Server.Ordered().GetProperty("text").GetString().Should().Be(sent);
        speech.Sentences.Should().Equal(new SpokenSentence(sentence, speech.Audio.Samples));
    }

    [Fact]
    public async Task SpeakAsync_TaskPending_IsLookedAtAgain()
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(
            EasyVoiceStub.Look, (200, EasyVoiceStub.Pending), (200, EasyVoiceStub.Pending), (200, EasyVoiceStub.Completed));

        await fixture.Voice.SpeakAsync(TwoSentences, default);

        fixture.Server.Count(EasyVoiceStub.Look).Should().Be(3);
    }

    [Fact]
    public async Task SpeakAsync_SubtitlesNotWrittenYet_AreWaitedFor()
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(EasyVoiceStub.Subtitles, (404, ""), (404, ""), (200, EasyVoiceStub.Words));

        Speech speech = await fixture.Voice.SpeakAsync(TwoSentences, default);

        speech.Sentences[0].Samples.Should().Be((int)(1.5 * SampleRate));
    }

    [Fact]
    public async Task SpeakAsync_SameTaskPending_IsAdopted()
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(
            EasyVoiceStub.Create, (500, $$"""{"success": false, "message": "task: {{EasyVoiceStub.TaskId}} already exists!"}"""));

        Speech speech = await fixture.Voice.SpeakAsync(TwoSentences, default);

        speech.Sentences.Should().HaveCount(2);
        fixture.Server.Count(EasyVoiceStub.Create).Should().Be(1);
    }

    [Theory]
    [InlineData(400, """{"code": 400, "errors": [{"message": "too short", "path": ["text"]}]}""", "narration-unusable", "*too short*")]
    [InlineData(400, """{"code": 400, "message": "text too long"}""", "narration-unusable", "*text too long*Voice:EasyVoice*")]
    [InlineData(401, "", "provider-refused", "*401*Voice:EasyVoice:Url*")]
    [InlineData(404, "<html>", "provider-refused", "*404*Voice:EasyVoice:Url*")]
    [InlineData(302, "", "provider-refused", "*302*Voice:EasyVoice:Url*")]
    [InlineData(200, "<html>", "provider-refused", "*does not answer as EasyVoice*")]
    [InlineData(200, "{}", "provider-refused", "*does not answer as EasyVoice*")]
    public async Task SpeakAsync_TaskRefused_FailsTheStageAndSaysWhatToSet(int status, string body, string code, string message)
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers(EasyVoiceStub.Create, (status, body));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        (await speak.Should().ThrowAsync<StageFailedException>().WithMessage(message)).Which.Code.Should().Be(code);
        fixture.Server.LogEntries.Should().HaveCount(1);
    }

    [Fact]
    public async Task SpeakAsync_LanguageMisjudged_FailsTheStage()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers(EasyVoiceStub.Create, (200, EasyVoiceStub.Created));
        fixture.Server.Answers(EasyVoiceStub.Look, (200, Failed("English model cannot process non-English text")));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<NarrationUnusableException>().WithMessage("*One day it rained*non-English*");
    }

    [Theory]
    [InlineData(200, """{"data": {"status": "failed", "message": "socket hang up"}}""", "*socket hang up*")]
    [InlineData(200, """{"data": {"status": "completed", "result": {"file": "a", "srt": "b", "partial": true}}}""", "*left out a part*")]
    [InlineData(200, """{"data": {"status": "completed", "result": {"audio": "/a.mp3"}}}""", "*names no files*")]
    [InlineData(404, """{"success": false, "message": "Task not found", "code": 404}""", "*lost a task*")]
    public async Task SpeakAsync_TaskThatCameToNothing_IsAFaultOfInfrastructure(int status, string body, string message)
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers(EasyVoiceStub.Create, (200, EasyVoiceStub.Created));
        fixture.Server.Answers(EasyVoiceStub.Look, (status, body));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>().WithMessage(message);
    }

    [Fact]
    public async Task SpeakAsync_TaskThatNeverEnds_IsGivenUp()
    {
        await using var fixture = new ProviderFixture(
            ("Voice:EasyVoice:TaskTimeout", "00:00:01"), ("Voice:EasyVoice:PollInterval", "00:00:00.6"));
        fixture.Server.Answers(EasyVoiceStub.Create, (200, EasyVoiceStub.Created));
        fixture.Server.Answers(EasyVoiceStub.Look, (200, EasyVoiceStub.Pending));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>().WithMessage("*within 1 seconds*");
    }

    [Fact]
    public async Task SpeakAsync_TenTasksPending_IsBusyAndNotRetried()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers(EasyVoiceStub.Create, (500, """{"success": false, "message": "Cannot create more than 10 tasks!"}"""));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        (await speak.Should().ThrowExactlyAsync<ProviderBusyException>()).Which.Resource.Should().Be("tts:easyvoice");
        fixture.Server.LogEntries.Should().HaveCount(1);
    }

    [Fact]
    public async Task SpeakAsync_TooManyRequests_IsBusyAndNotRetried()
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(EasyVoiceStub.Look, EasyVoiceStub.Answer(429, [], retryAfter: "10"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        (await speak.Should().ThrowExactlyAsync<ProviderBusyException>()).Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(10));
        fixture.Server.Count(EasyVoiceStub.Look).Should().Be(1);
    }

    [Theory]
    [InlineData(EasyVoiceStub.Create, EasyVoiceStub.Created)]
    [InlineData(EasyVoiceStub.Look, EasyVoiceStub.Completed)]
    [InlineData(EasyVoiceStub.Subtitles, EasyVoiceStub.Words)]
    public async Task SpeakAsync_ServerFaultThatPasses_IsNotSeen(string path, string good)
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(path, (500, """{"error": "Failed to download file"}"""), (503, ""), (200, good));

        (await fixture.Voice.SpeakAsync(TwoSentences, default)).Sentences.Should().HaveCount(2);
        fixture.Server.Count(path).Should().Be(3);
    }

    [Fact]
    public async Task SpeakAsync_ServerFaultThatStays_IsAFaultOfInfrastructure()
    {
        await using var fixture = new ProviderFixture(("Voice:EasyVoice:Retries", "1"));
        fixture.Server.Answers(EasyVoiceStub.Create, (500, """{"success": false, "message": "out of order"}"""));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>().WithMessage("*500: out of order*");
        fixture.Server.LogEntries.Should().HaveCount(2);
    }

    [Fact]
    public async Task SpeakAsync_NoAnswer_IsTriedAgainAndThenAFaultOfInfrastructure()
    {
        await using SilentServer server = SilentServer.Hanging();
        await using var fixture = new ProviderFixture(
            ("Voice:EasyVoice:Url", server.Url), ("Voice:EasyVoice:AttemptTimeout", "00:00:00.1"), ("Voice:EasyVoice:Retries", "1"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>();
        server.Requests.Should().Be(2);
    }

    [Fact]
    public async Task SpeakAsync_CutConnection_IsTriedAgainAndThenAFaultOfInfrastructure()
    {
        await using SilentServer server = SilentServer.Cutting();
        await using var fixture = new ProviderFixture(("Voice:EasyVoice:Url", server.Url), ("Voice:EasyVoice:Retries", "2"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>();
        server.Requests.Should().BeGreaterThanOrEqualTo(3);
    }

    [Theory]
    [InlineData(EasyVoiceStub.Audio, 404)]
    [InlineData(EasyVoiceStub.Audio, 400)]
    [InlineData(EasyVoiceStub.Subtitles, 404)]
    [InlineData(EasyVoiceStub.Subtitles, 400)]
    public async Task SpeakAsync_FileThatIsNotThere_IsAFaultOfInfrastructure(string file, int status)
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(file, (status, "{\"error\": \"Failed to download file\"}"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task SpeakAsync_AudioThatIsNone_IsNotStored()
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(EasyVoiceStub.Audio, (200, "not an mp3"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<InvalidDataException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\n00:00:00,000 --> 00:00:01,000\nsomething else\n")]
    [InlineData("no subtitles")]
    public async Task SpeakAsync_SubtitlesOfAnotherText_FailTheStage(string subtitles)
    {
        await using var fixture = new ProviderFixture();
        await fixture.Server.AnswersWellAsync();
        fixture.Server.Answers(EasyVoiceStub.Subtitles, (200, subtitles));
        var request = new SpeechRequest(["One day it rained.", "Then it stopped.", "All was well."], "en", NarratorGender.Male);

        Func<Task> speak = () => fixture.Voice.SpeakAsync(request, default);

        await speak.Should().ThrowAsync<NarrationUnusableException>().WithMessage("*subtitles*");
    }

    [Fact]
    public async Task SpeakAsync_LimitedRequests_EachTakesASlot()
    {
        await using var fixture = new ProviderFixture(("Limits:tts:easyvoice:Requests", "10"));
        await fixture.Server.AnswersWellAsync();

        Func<Task> withThree = () => SpeakAsync(fixture, 3);
        await withThree.Should().ThrowExactlyAsync<RequestNotReservedException>();
        fixture.Server.LogEntries.Should().HaveCount(3);

        (await SpeakAsync(fixture, 4)).Sentences.Should().HaveCount(2);
    }

    [Fact]
    public async Task SpeakAsync_WithoutFfmpeg_KeepsTheServersAudio()
    {
        using var empty = new TempFolder();
        await using var fixture = new ProviderFixture(("Voice:FfmpegFolder", empty.Path));
        await fixture.Server.AnswersWellAsync();

        Speech speech = await fixture.Voice.SpeakAsync(TwoSentences, default);

        speech.Audio.Should().BeOfType<Mp3Audio>().Which.SampleRate.Should().Be(24_000);
    }

    [Fact]
    public async Task Fingerprint_Voice_IsInIt()
    {
        await using var fixture = new ProviderFixture();
        await using var other = new ProviderFixture(
            ("Voice:EasyVoice:EnglishMale", "en-GB-RyanNeural"), ("Voice:EasyVoice:Url", "http://elsewhere"));

        fixture.Voice.Fingerprint.Should().StartWith("easyvoice:2:en-US-AvaNeural:en-US-BrianNeural:");
        other.Voice.Fingerprint.Should().Contain("en-GB-RyanNeural").And.NotContain("elsewhere");
    }

    private static string Failed(string reason) => $$$"""{"data": {"status": "failed", "message": "{{{reason}}}"}}""";

    private static async Task<Speech> SpeakAsync(ProviderFixture fixture, int slots)
    {
        var slot = new RequestSlot(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        using IDisposable use = fixture.Permits.Use([.. Enumerable.Repeat(slot, slots)]);
        return await fixture.Voice.SpeakAsync(TwoSentences, default);
    }
}
