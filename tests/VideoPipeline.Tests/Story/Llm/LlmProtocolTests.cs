using System.Text.Json;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story;
using VideoPipeline.Story.Transcripts;
using VideoPipeline.Tests.Limits;
using VideoPipeline.Tests.Voice.EasyVoice;

namespace VideoPipeline.Tests.Story.Llm;

/// <summary>What every provider's server may answer, and what becomes of it.</summary>
public sealed class LlmProtocolTests
{
    private static readonly Transcript Lighthouse = Transcript.Parse(Samples.Short, 1);

    private static readonly StorySegmentOrder Segment = new(
        Lighthouse, new StoryFramework("The Lamp", "en", "It went dark.", [new("Ninety years", [0, 1], "It burns.")], "A lamp."), 0);

    public static TheoryData<string> Writers => ["openai", "azure-openai", "ollama", "gemini"];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Success_IsTheTextAndMetered(string writer)
    {
        Dialect dialect = Dialect.Of(writer);
        await using ProviderFixture fixture = Fixture(dialect, ($"{dialect.Section}:OutputPrice", "5"));
        fixture.Server.Answers(dialect.Path, (200, dialect.Answer("It was told.")));
        var tally = new StepTally();
        using IDisposable collecting = fixture.Meter.Collect(tally);

        string text = await fixture.Writer.WriteSegmentAsync(Segment, default);

        text.Should().Be("It was told.");
        tally.Calls.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Provider = writer, InputTokens = 1000L, OutputTokens = 200L, Cost = 0.001m });
        dialect.PromptOf(Asked(fixture)).Should().StartWith("You write narration");
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Plan_IsAskedForByItsSchema(string writer)
    {
        Dialect dialect = Dialect.Of(writer);
        await using ProviderFixture fixture = Fixture(dialect);
        fixture.Server.Answers(dialect.Path, (200, dialect.Answer(Completion.Plan)));

        StoryFramework framework = await fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default);

        framework.Segments.Should().HaveCount(2);
        dialect.SchemaOf(Asked(fixture)).GetProperty("required").EnumerateArray().Select(r => r.GetString())
            .Should().Equal("title", "idea", "hook", "segments");
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Truncated_FailsTheStage(string writer) =>
        await AssertFailsAsync(writer, d => (200, d.Truncated), "answer-unusable", "*cut off*");

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Empty_FailsTheStage(string writer) =>
        await AssertFailsAsync(writer, d => (200, d.Empty), "answer-unusable", "*empty answer*");

    [Theory]
    [InlineData("openai")]
    [InlineData("azure-openai")]
    [InlineData("gemini")]
    public async Task Blocked_FailsTheStage(string writer) =>
        await AssertFailsAsync(writer, d => (200, d.Blocked!), "content-refused", "*content filter*");

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Malformed_FailsTheStage(string writer) =>
        await AssertFailsAsync(writer, _ => (200, "<html>a proxy</html>"), "answer-unusable", "*did not answer as its API does*");

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task UnknownModel_SaysWhatToSet(string writer) => await AssertFailsAsync(
        writer, _ => (404, """{"error": {"message": "no such model"}}"""), "provider-refused", $"*no such model Check {Dialect.Of(writer).Section}:Model*");

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task RefusedKey_SaysWhatToSetWithoutTellingIt(string writer) => await AssertFailsAsync(
        writer,
        _ => (401, $$$"""{"error": {"message": "bad key {{{ProviderFixture.Key}}}"}}"""),
        "provider-refused",
        $"*Check {Dialect.Of(writer).Section}:Key*");

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task TooManyRequests_IsBusyForAsLongAsItSays(string writer)
    {
        Dialect dialect = Dialect.Of(writer);
        await using ProviderFixture fixture = Fixture(dialect);
        fixture.Server.Answers(
            dialect.Path,
            EasyVoiceStub.Answer(429, [], retryAfter: "7"),
            EasyVoiceStub.Answer(429, """{"error": {"code": 429, "details": [{"retryDelay": "38.2s"}]}}"""u8.ToArray()),
            EasyVoiceStub.Answer(429, "slow down"u8.ToArray()));

        (await BusyAsync(fixture)).RetryAfter.Should().Be(TimeSpan.FromSeconds(7));
        (await BusyAsync(fixture)).RetryAfter.Should().Be(TimeSpan.FromSeconds(38.2));
        (await BusyAsync(fixture)).RetryAfter.Should().BeNull();
        fixture.Server.LogEntries.Should().HaveCount(3, "a refusal is not repeated");
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task QuotaOfTheDay_FailsTheStageAtOnce(string writer)
    {
        const string Quota =
            """{"error": {"code": 429, "details": [{"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}, {"retryDelay": "9s"}]}}""";

        await AssertFailsAsync(writer, _ => (429, Quota), "quota-exhausted", "*is used up*");
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task ServerFault_IsTriedAgain(string writer)
    {
        Dialect dialect = Dialect.Of(writer);
        await using ProviderFixture fixture = Fixture(dialect);
        fixture.Server.Answers(dialect.Path, (500, "{}"), (503, ""), (200, dialect.Answer("It was told.")));

        (await fixture.Writer.WriteSegmentAsync(Segment, default)).Should().Be("It was told.");
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task ServerFaultThatStays_IsAFaultOfInfrastructure(string writer)
    {
        Dialect dialect = Dialect.Of(writer);
        await using ProviderFixture fixture = Fixture(dialect, ($"{dialect.Section}:Retries", "1"));
        fixture.Server.Answers(dialect.Path, (500, """{"error": {"message": "broken"}}"""));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(Segment, default);

        await write.Should().ThrowAsync<HttpRequestException>().WithMessage("*500: broken*");
        fixture.Server.LogEntries.Should().HaveCount(2);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Silence_IsTriedAgainAndThenAFaultOfInfrastructure(string writer)
    {
        Dialect dialect = Dialect.Of(writer);
        await using SilentServer server = SilentServer.Hanging();
        await using ProviderFixture fixture = Fixture(
            dialect, ($"{dialect.Section}:Url", server.Url), ($"{dialect.Section}:AttemptTimeout", "00:00:00.1"), ($"{dialect.Section}:Retries", "1"));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(Segment, default);

        await write.Should().ThrowAsync<HttpRequestException>();
        server.Requests.Should().Be(2);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task CutConnection_IsTriedAgainAndThenAFaultOfInfrastructure(string writer)
    {
        Dialect dialect = Dialect.Of(writer);
        await using SilentServer server = SilentServer.Cutting();
        await using ProviderFixture fixture = Fixture(dialect, ($"{dialect.Section}:Url", server.Url), ($"{dialect.Section}:Retries", "1"));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(Segment, default);

        await write.Should().ThrowAsync<HttpRequestException>();
        server.Requests.Should().BeGreaterThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("LANGUAGE")]
    [InlineData("SOMETHING_NEW")]
    public async Task Gemini_OtherReasonToEnd_FailsTheStageAndNamesIt(string reason) => await AssertFailsAsync(
        "gemini",
        _ => (200, $$"""{"candidates": [{"content": {"parts": [{"text": "half"}]}, "finishReason": "{{reason}}"}]}"""),
        "answer-unusable",
        $"*{reason}*");

    [Fact]
    public async Task Gemini_Key_GoesIntoItsHeaderAlone()
    {
        await using ProviderFixture fixture = Fixture(Dialect.Of("gemini"));
        fixture.Server.Answers(Dialect.Of("gemini").Path, (200, Dialect.Of("gemini").Answer("It was told.")));

        await fixture.Writer.WriteSegmentAsync(Segment, default);

        var request = fixture.Server.LogEntries.Single().RequestMessage!;
        request.Headers!["x-goog-api-key"].Should().Equal(ProviderFixture.Key);
        request.Url.Should().NotContain(ProviderFixture.Key);
        Asked(fixture).EnumerateObject().Select(p => p.Name).Should().BeEquivalentTo("contents", "systemInstruction");
    }

    [Fact]
    public async Task AzureOpenAI_WithoutKey_UsesTheAppsIdentity()
    {
        await using ProviderFixture fixture = Fixture(Dialect.Of("azure-openai"));
        fixture.Server.Answers(Dialect.Of("azure-openai").Path, (200, Completion.Of("It was told.")));

        await fixture.Writer.WriteSegmentAsync(Segment, default);

        fixture.Server.LogEntries.Single().RequestMessage!.Headers!["Authorization"].Should().Equal($"Bearer {FixedCredential.Token}");
    }

    [Fact]
    public async Task AzureOpenAI_WithoutIdentity_SaysWhatToDo()
    {
        await using var fixture = new ProviderFixture(new FixedCredential(null), ("Story:Writer", "azure-openai"));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(Segment, default);

        await write.Should().ThrowAsync<ProviderRefusedException>().WithMessage("*no identity*No managed identity here.*Story:AzureOpenAI:Key*");
        fixture.Server.LogEntries.Should().BeEmpty();
    }

    [Fact]
    public async Task Ollama_Context_IsAskedForAndNeverExceeded()
    {
        await using ProviderFixture fixture = Fixture(Dialect.Of("ollama"), ("Story:Ollama:ContextLength", "2048"));
        fixture.Server.Answers("/api/chat", (200, Dialect.Of("ollama").Answer("It was told.")));
        Transcript endless = Transcript.Parse(string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"Sentence number {i} is here.")), 1);

        await fixture.Writer.WriteSegmentAsync(Segment, default);
        Func<Task> tooLong = () => fixture.Writer.PlanAsync(endless, StoryWishes.None, default);

        await tooLong.Should().ThrowAsync<TranscriptUnusableException>().WithMessage("*too long for the model*Story:Ollama:ContextLength*");
        Asked(fixture).GetProperty("options").GetProperty("num_ctx").GetInt32().Should().Be(2048);
    }

    private static ProviderFixture Fixture(Dialect dialect, params (string, string)[] settings) => new([("Story:Writer", dialect.Writer), .. settings]);

    private static JsonElement Asked(ProviderFixture fixture) => fixture.Server.Asked().Single();

    private static async Task<ProviderBusyException> BusyAsync(ProviderFixture fixture)
    {
        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(Segment, default);
        return (await write.Should().ThrowExactlyAsync<ProviderBusyException>()).Which;
    }

    private static async Task AssertFailsAsync(string writer, Func<Dialect, (int, string)> answer, string code, string message)
    {
        Dialect dialect = Dialect.Of(writer);
        await using ProviderFixture fixture = Fixture(dialect, ($"{dialect.Section}:Key", ProviderFixture.Key));
        fixture.Server.Answers(dialect.Path, answer(dialect));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(Segment, default);

        StageFailedException failed = (await write.Should().ThrowAsync<StageFailedException>().WithMessage(message)).Which;
        failed.Code.Should().Be(code);
        failed.ToString().Should().NotContain(ProviderFixture.Key, "exceptions are logged");
        fixture.Server.LogEntries.Should().HaveCount(1);
    }
}
