using System.Xml.Linq;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Tests.Limits;
using VideoPipeline.Tests.Voice.EasyVoice;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice.AzureSpeech;

public sealed class AzureSpeechProviderTests
{
    private const string Path = "/tts/cognitiveservices/v1";

    private static readonly XNamespace Speech = "http://www.w3.org/2001/10/synthesis";
    private static readonly SpeechRequest TwoSentences = new(["One day, \"Tom & Ann\" <ran>.", "Then it stopped."], "en", NarratorGender.Male);

    [Fact]
    public async Task SpeakAsync_Sentences_AreARequestEachAndMeasuredByTheirAudio()
    {
        await using ProviderFixture fixture = Fixture(("Voice:AzureSpeech:Key", ProviderFixture.Key), ("Voice:AzureSpeech:Price", "16"));
        fixture.Server.Answers(Path, Pcm(24_000), Pcm(12_000));

        Speech speech = await fixture.Voice.SpeakAsync(TwoSentences, default);

        speech.Audio.Should().BeOfType<PcmAudio>().Which.Samples.Should().Be(36_000);
        speech.Sentences.Should().Equal(new SpokenSentence(TwoSentences.Sentences[0], 24_000), new SpokenSentence(TwoSentences.Sentences[1], 12_000));
        fixture.Server.LogEntries.Should().HaveCount(2);
        var asked = fixture.Server.LogEntries[0].RequestMessage!;
        asked.Headers!["Ocp-Apim-Subscription-Key"].Should().Equal(ProviderFixture.Key);
        asked.Headers["X-Microsoft-OutputFormat"].Should().Equal("raw-24khz-16bit-mono-pcm");
        asked.Headers["Content-Type"].Should().Equal("application/ssml+xml");
        asked.Headers.Should().ContainKey("User-Agent").And.NotContainKey("Authorization");
        fixture.Voice.CostOf(500_000).Should().Be(8);
    }

    [Theory]
    [InlineData("en", NarratorGender.Male, "en-US-BrianNeural", "en-US")]
    [InlineData("zh", NarratorGender.Female, "zh-CN-XiaoxiaoNeural", "zh-CN")]
    public async Task SpeakAsync_Text_IsEscapedInSsmlOfTheVoice(string language, NarratorGender gender, string voice, string locale)
    {
        await using ProviderFixture fixture = Fixture();
        fixture.Server.Answers(Path, Pcm(100));
        string sentence = "Tom & Ann </prosody><audio src=\"x\"/> ran\u0001.";

        await fixture.Voice.SpeakAsync(new SpeechRequest([sentence], language, gender), default);

        XElement ssml = XElement.Parse(fixture.Server.LogEntries.Single().RequestMessage!.Body!);
        ssml.Attribute(XNamespace.Xml + "lang")!.Value.Should().Be(locale);
        ssml.Element(Speech + "voice")!.Attribute("name")!.Value.Should().Be(voice);
        ssml.Descendants(Speech + "prosody").Single().Value.Should().Be(sentence.Replace("\u0001", ""));
        ssml.Descendants(Speech + "audio").Should().BeEmpty();
    }

    [Fact]
    public async Task SpeakAsync_WithoutKey_UsesTheAppsIdentity()
    {
        await using ProviderFixture fixture = Fixture();
        fixture.Server.Answers(Path, Pcm(100));

        await fixture.Voice.SpeakAsync(TwoSentences, default);

        fixture.Server.LogEntries[0].RequestMessage!.Headers!["Authorization"].Should().Equal($"Bearer {FixedCredential.Token}");
    }

    [Fact]
    public async Task SpeakAsync_WithoutIdentity_SaysWhatToDo()
    {
        await using var fixture = new ProviderFixture(new FixedCredential(null), ("Voice:Provider", "azure-speech"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<ProviderRefusedException>().WithMessage("*no identity*Voice:AzureSpeech:Key*");
    }

    [Fact]
    public async Task SpeakAsync_Mp3_IsJoinedByItsFrames()
    {
        await using ProviderFixture fixture = Fixture(("Voice:AzureSpeech:Format", "audio-24khz-96kbitrate-mono-mp3"));
        fixture.Server.Answers(Path, EasyVoiceStub.Answer(200, await EasyVoiceStub.Mp3Async(1), "audio/mpeg"));

        Speech speech = await fixture.Voice.SpeakAsync(TwoSentences, default);

        speech.Audio.Should().BeOfType<Mp3Audio>().Which.Samples.Should().Be(speech.Sentences.Sum(s => s.Samples)).And.BeGreaterThan(48_000);
    }

    [Theory]
    [InlineData(400, "Unknown voice", "narration-unusable", "*One day*en-US-BrianNeural*Unknown voice*")]
    [InlineData(401, "", "provider-refused", "*401*Voice:AzureSpeech:Key*")]
    [InlineData(403, "no role", "provider-refused", "*403*no role*")]
    [InlineData(404, "", "provider-refused", "*404*Voice:AzureSpeech:Url*")]
    [InlineData(415, "format", "provider-refused", "*415*")]
    [InlineData(301, "", "provider-refused", "*301*")]
    public async Task SpeakAsync_Refusal_FailsTheStageAndSaysWhatToSet(int status, string body, string code, string message)
    {
        await using ProviderFixture fixture = Fixture();
        fixture.Server.Answers(Path, (status, body));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        (await speak.Should().ThrowAsync<StageFailedException>().WithMessage(message)).Which.Code.Should().Be(code);
        fixture.Server.LogEntries.Should().HaveCount(1);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData(null, null)]
    public async Task SpeakAsync_TooManyRequests_IsBusyAndNotRetried(string? retryAfter, int? seconds)
    {
        await using ProviderFixture fixture = Fixture();
        fixture.Server.Answers(Path, EasyVoiceStub.Answer(429, [], retryAfter: retryAfter));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        (await speak.Should().ThrowExactlyAsync<ProviderBusyException>()).Which.RetryAfter.Should().Be(
            seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        fixture.Server.LogEntries.Should().HaveCount(1);
    }

    [Fact]
    public async Task SpeakAsync_ServerFaultThatPasses_IsNotSeen()
    {
        await using ProviderFixture fixture = Fixture();
        fixture.Server.Answers(Path, EasyVoiceStub.Answer(502, []), EasyVoiceStub.Answer(500, []), Pcm(100));

        (await fixture.Voice.SpeakAsync(TwoSentences, default)).Audio.Samples.Should().Be(200);
    }

    [Fact]
    public async Task SpeakAsync_ServerFaultThatStays_IsAFaultOfInfrastructure()
    {
        await using ProviderFixture fixture = Fixture(("Voice:AzureSpeech:Retries", "1"));
        fixture.Server.Answers(Path, (500, "broken"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>().WithMessage("*500: broken*");
        fixture.Server.LogEntries.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SpeakAsync_NoAnswer_IsTriedAgainAndThenAFaultOfInfrastructure(bool hanging)
    {
        await using SilentServer server = hanging ? SilentServer.Hanging() : SilentServer.Cutting();
        await using ProviderFixture fixture = Fixture(
            ("Voice:AzureSpeech:Url", server.Url), ("Voice:AzureSpeech:AttemptTimeout", "00:00:00.3"), ("Voice:AzureSpeech:Retries", "1"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<HttpRequestException>();
        server.Requests.Should().BeGreaterThanOrEqualTo(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task SpeakAsync_AudioThatIsNone_IsNotStored(int bytes)
    {
        await using ProviderFixture fixture = Fixture();
        fixture.Server.Answers(Path, EasyVoiceStub.Answer(200, new byte[bytes], "audio/basic"));

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task SpeakAsync_LimitedRequests_EachTakesASlot()
    {
        await using ProviderFixture fixture = Fixture(("Limits:tts:azure-speech:Requests", "10"));
        fixture.Server.Answers(Path, Pcm(100));
        var slot = new RequestSlot(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        using IDisposable use = fixture.Permits.Use([slot]);

        Func<Task> speak = () => fixture.Voice.SpeakAsync(TwoSentences, default);

        await speak.Should().ThrowExactlyAsync<RequestNotReservedException>();
        fixture.Server.LogEntries.Should().HaveCount(1);
    }

    [Fact]
    public async Task Fingerprint_Voice_IsInItAndTheKeyIsNot()
    {
        await using ProviderFixture fixture = Fixture(("Voice:AzureSpeech:Key", ProviderFixture.Key));

        fixture.Voice.Fingerprint.Should().StartWith("azure-speech:1:en-US-AvaNeural").And.NotContain(ProviderFixture.Key);
    }

    private static WireMock.ResponseMessage Pcm(int samples) =>
        EasyVoiceStub.Answer(200, new byte[samples * PcmAudio.BytesPerSample], "audio/basic");

    private static ProviderFixture Fixture(params (string, string)[] settings) => new([("Voice:Provider", "azure-speech"), .. settings]);
}
