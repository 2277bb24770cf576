using System.Text.Json;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story;
using VideoPipeline.Story.Llm;
using VideoPipeline.Story.Transcripts;
using VideoPipeline.Tests.Limits;
using VideoPipeline.Tests.Voice;

namespace VideoPipeline.Tests.Story.Llm;

/// <summary>What a writer over a language model asks for and makes of the answers; <see cref="LlmProtocolTests"/> has what servers may do.</summary>
public sealed class LlmWriterTests
{
    private static readonly Transcript Lighthouse = Transcript.Parse(Samples.Short, 1);

    private static readonly StoryFramework Framework = new(
        "The Lamp",
        "en",
        "One night it went dark.",
        [new("Ninety years", [0, 1], "It burns.", "the winter"), new("The daughter", [2, 3], "It goes out.", "the ship"), new("The watch", [4], "She runs.")],
        "A lamp.");

    private static readonly WrittenStory Written = new(Framework, ["First.", "Second.", "Third."]);

    [Fact]
    public async Task PlanAsync_Plan_NamesTheTranscriptsSentences()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of(Completion.Plan)));

        StoryFramework framework = await fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default);

        framework.Should().BeEquivalentTo(new StoryFramework(
            "The Lamp",
            "en",
            "Make them wonder about the dark night.",
            [new("Ninety years", [0, 1, 2, 3], "The lamp goes out.", "the ship"), new("The daughter", [5, 6, 7, 8, 9], "Anna saves them.")],
            "A lamp, told quietly."));
    }

    [Fact]
    public async Task PlanAsync_Request_IsOneOfTheChatProtocol()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of(Completion.Plan)));

        await fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default);

        fixture.Server.LogEntries.Single().RequestMessage!.Headers!["Authorization"].Should().Equal($"Bearer {ProviderFixture.Key}");
        JsonElement asked = fixture.Server.Asked().Single();
        asked.EnumerateObject().Select(p => p.Name).Should().BeEquivalentTo("model", "messages", "response_format");
        asked.GetProperty("model").GetString().Should().Be("test-model");
        asked.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).Should().Equal("system", "user");
        asked.Message(1).Should().Contain($"[0] {Lighthouse.Sentences[0].Text}\n[1] {Lighthouse.Sentences[1].Text}");
        JsonElement format = asked.GetProperty("response_format");
        format.GetProperty("type").GetString().Should().Be("json_schema");
        format.GetProperty("json_schema").GetProperty("name").GetString().Should().Be("story_plan");
    }

    [Theory]
    [InlineData("I would rather not.", "no JSON object")]
    [InlineData("{\"title\": \"The Lamp\"", "no JSON object")]
    [InlineData("{\"title\": {}, \"segments\": 1}", "not the JSON")]
    [InlineData("{\"title\": \"The Lamp\", \"hook\": \"\", \"segments\": []}", "\"segments\" must hold")]
    [InlineData("""{"title": " ", "segments": [{"title": "a", "first": 0, "last": 1}]}""", "\"title\" is missing")]
    [InlineData("""{"title": "a", "segments": [{"title": "a", "first": 0, "last": 99, "tells": "x"}]}""", "sentences 0 to 99")]
    [InlineData("""{"title": "a", "segments": [{"title": "a", "first": 2, "last": 1, "tells": "x"}]}""", "sentences 2 to 1")]
    [InlineData("""{"title": "a", "segments": [{"title": "a", "first": 0, "last": 1}]}""", "\"tells\" of segment 1 is missing")]
    [InlineData("""{"title": "a", "segments": [{"title": "a", "first": 0, "last": 1, "tells": "x"}]}""", "\"idea\" is missing")]
    [InlineData(
        """{"title": "a", "segments": [{"title": "a", "first": 0, "last": 4, "tells": "x"}, {"title": "b", "first": 4, "last": 5, "tells": "x"}]}""",
        "within 5 and")]
    public async Task PlanAsync_UnusableJson_IsSentBackWithWhatIsWrong(string first, string problem)
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of(first)), (200, Completion.Of(Completion.Plan)));

        StoryFramework framework = await fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default);

        framework.Title.Should().Be("The Lamp");
        JsonElement repair = fixture.Server.Asked()[1];
        repair.Message(2).Should().Be(first);
        repair.Message(3).Should().Contain(problem);
    }

    [Fact]
    public async Task PlanAsync_UnusableTwice_FailsTheStage()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of("no")), (200, Completion.Of("no, again")));

        Func<Task> plan = () => fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default);

        AnswerUnusableException unusable = (await plan.Should().ThrowAsync<AnswerUnusableException>()).Which;
        unusable.Message.Should().StartWith("llm:openai answered twice");
        unusable.Code.Should().Be("answer-unusable");
        fixture.Server.LogEntries.Should().HaveCount(2);
    }

    [Fact]
    public async Task PlanAsync_JsonInACodeBlock_IsRead()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of($"Here it is:\n```json\n{Completion.Plan}\n```")));

        (await fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default)).Segments.Should().HaveCount(2);
    }

    [Fact]
    public async Task WriteSegmentAsync_Segment_IsAskedForWithItsSourceAndNeighbours()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of("It was told.")));
        var order = new StorySegmentOrder(Lighthouse, Framework, 1);

        string text = await fixture.Writer.WriteSegmentAsync(order, default);

        text.Should().Be("It was told.");
        JsonElement asked = fixture.Server.Asked().Single();
        asked.TryGetProperty("response_format", out _).Should().BeFalse();
        asked.Message(1).Should().Contain("Write chapter 2, \"The daughter\"").And.Contain("It tells: It goes out.")
            .And.Contain("Idea: A lamp.").And.Contain("just heard this opening: One night it went dark.")
            .And.Contain("Before it comes chapter 1, \"Ninety years\": It burns.").And.Contain("chapter before leads to: the winter")
            .And.Contain("What yours leads to: the ship").And.Contain("After it comes chapter 3, \"The watch\": She runs.")
            .And.EndWith($"Source:\n{Lighthouse.Sentences[2].Text}\n{Lighthouse.Sentences[3].Text}");
    }

    [Fact]
    public async Task Wishes_LanguageAndLength_ReachEveryRequestForText()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of(Completion.Plan)), (200, Completion.Of("灯塔亮了九十年。")));

        StoryFramework framework = await fixture.Writer.PlanAsync(Lighthouse, new StoryWishes("zh", 2), default);
        await fixture.Writer.WriteSegmentAsync(new StorySegmentOrder(Lighthouse, framework, 1), default);

        framework.Language.Should().Be("zh");
        framework.Length.Should().Be(1800);
        IReadOnlyList<JsonElement> asked = fixture.Server.Asked();
        asked[0].Message(0).Should().Contain("about 2 minutes, that is 600 Chinese characters").And.Contain("in simplified Chinese").And.NotContain("{{");
        asked[1].Message(0).Should().MatchRegex("Write about [34][0-9]{2} Chinese characters").And.Contain("in simplified Chinese").And.NotContain("{{");
    }

    [Fact]
    public async Task WriteHookAsync_Answer_IsTheOpeningWithoutQuotes()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of("\"One night, it went dark.\"")));

        (await fixture.Writer.WriteHookAsync(Lighthouse, Framework, default)).Should().Be("One night, it went dark.");
        fixture.Server.Asked().Single().Message(1).Should().Contain("What the opening is to do: One night").And.Contain(Lighthouse.Sentences[0].Text);
    }

    [Fact]
    public async Task PolishAsync_Edits_AreThoseThatFitTheStory()
    {
        await using var fixture = new ProviderFixture();
        WrittenStory story = new(Framework, ["The lamp burned. The lamp burned on.", "Then it went out.", "Anna ran."]);
        fixture.Server.Answers((200, Completion.Of(
            """
            {"edits": [{"segment": 2, "find": "Then it", "replace": "Then the lamp"},
                       {"segment": 1, "find": "The lamp", "replace": "It"},
                       {"segment": 9, "find": "Anna", "replace": "She"},
                       {"segment": 3, "find": "Anna ran.", "replace": ""}]}
            """)));
        var tally = new StepTally();
        using IDisposable collecting = fixture.Meter.Collect(tally);

        StoryPolish polish = await fixture.Writer.PolishAsync(story, default);

        polish.ApplyTo(story.Segments).Should().Equal("The lamp burned. The lamp burned on.", "Then the lamp went out.", "Anna ran.");
        tally.Warnings.Should().HaveCount(3).And.Contain(w => w.Contains("segment 9"));
    }

    [Fact]
    public async Task PolishAsync_NotOfTheForm_IsSentBackAndThenFailsTheStage()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of("It is fine.")), (200, Completion.Of("""{"edit": []}""")));

        Func<Task> polish = () => fixture.Writer.PolishAsync(Written, default);

        await polish.Should().ThrowAsync<AnswerUnusableException>().WithMessage("*\"edits\" is missing*");
    }

    [Fact]
    public async Task PolishAsync_SwitchedOff_AsksNobody()
    {
        await using var fixture = new ProviderFixture(("Story:Polish", "false"));

        (await fixture.Writer.PolishAsync(Written, default)).Edits.Should().BeEmpty();
        fixture.Server.LogEntries.Should().BeEmpty();
    }

    [Fact]
    public async Task AnyRequest_IsMeteredWithItsCost()
    {
        await using var fixture = new ProviderFixture(("Story:OpenAI:InputPrice", "2"), ("Story:OpenAI:OutputPrice", "10"));
        fixture.Server.Answers((200, Completion.Of("no")), (200, Completion.Of(Completion.Plan)));
        var tally = new StepTally();
        using IDisposable collecting = fixture.Meter.Collect(tally);

        await fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default);

        tally.Calls.Should().Equal(Enumerable.Repeat(new ProviderCall("openai", "test-model", 1000, 200, Cost: 0.004m), 2));
        tally.Warnings.Should().ContainSingle(w => w.Contains("no JSON object"));
    }

    [Fact]
    public async Task Prompts_OfAFolder_TakeThePlaceOfOurs()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "segment.md"), "Sing it in {{language}}.");
        await using var fixture = new ProviderFixture(("Story:Prompts", folder.Path));
        await using var ours = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of("La la.")));

        await fixture.Writer.WriteSegmentAsync(FirstSegment(), default);

        fixture.Server.Asked().Single().Message(0).Should().Be("Sing it in English.");
        fixture.Writer.Fingerprint.Should().NotBe(ours.Writer.Fingerprint);
    }

    [Theory]
    [InlineData("# Title", "*no words*")]
    [InlineData("灯塔亮了九十年，后来它熄灭了。", "*not in English*")]
    public async Task WriteSegmentAsync_UnusableText_IsSentBackAndThenFailsTheStage(string text, string problem)
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of(text)), (200, Completion.Of(text)));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(FirstSegment(), default);

        await write.Should().ThrowAsync<AnswerUnusableException>().WithMessage(problem);
        fixture.Server.LogEntries.Should().HaveCount(2);
    }

    [Fact]
    public async Task WriteSegmentAsync_Markup_IsNotSpoken()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of("## The daughter\n\nAnna **ran**.\n\n---\nShe won.")));

        string text = await fixture.Writer.WriteSegmentAsync(FirstSegment(), default);

        text.Should().Be("Anna ran.\n\nShe won.");
    }

    [Fact]
    public async Task SummarizeInChineseAsync_Answer_IsTheSummary()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of("灯塔的故事。")));

        (await fixture.Writer.SummarizeInChineseAsync(Written, default)).Should().Be("灯塔的故事。");
    }

    [Fact]
    public async Task DescribeAsync_Answer_IsCutDownToWhatYouTubeTakes()
    {
        await using var fixture = new ProviderFixture();
        string title = new('x', 120);
        string answer = $$"""{"title": "{{title}}", "description": "a <b>", "tags": ["#sea", "light"], "image_prompt": "a tower"}""";
        fixture.Server.Answers((200, Completion.Of(answer)));

        YouTubeMetadata metadata = await fixture.Writer.DescribeAsync(Written, default);

        metadata.Title.Should().HaveLength(100);
        metadata.Should().BeEquivalentTo(new YouTubeMetadata(metadata.Title, "a b", ["sea", "light"], "a tower"));
    }

    [Fact]
    public async Task DescribeAsync_UnusableJson_IsMendedOnce()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers(
            (200, Completion.Of("""{"title": "a", "description": "b", "tags": [], "image_prompt": "c"}""")),
            (200, Completion.Of("""{"title": "a", "description": "b", "tags": ["lamp"], "image_prompt": "c"}""")));

        YouTubeMetadata metadata = await fixture.Writer.DescribeAsync(Written, default);

        metadata.Tags.Should().Equal("lamp");
        fixture.Server.Asked()[1].Message(3).Should().Contain("\"tags\" is empty");
    }

    [Theory]
    [InlineData("half a sen", "length", "answer-unusable", "*cut off*")]
    [InlineData("", "stop", "answer-unusable", "*empty answer*")]
    [InlineData(null, "stop", "answer-unusable", "*empty answer*")]
    [InlineData(null, "content_filter", "content-refused", "*content filter*")]
    [InlineData("half a sen", "content_filter", "content-refused", "*content filter*")]
    [InlineData(null, "content_filter: PROHIBITED_CONTENT", "content-refused", "*content filter*")]
    [InlineData("text", "something_new", "answer-unusable", "*Story:OpenAI:Url*")]
    public async Task WriteSegmentAsync_AnswerThatIsNoText_FailsTheStage(string? content, string finish, string code, string message)
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((200, Completion.Of(content, finish)));

        await AssertRefusedAsync(fixture, code, message);
    }

    [Theory]
    [InlineData(200, """{"choices": []}""", "answer-unusable", "*did not answer as*")]
    [InlineData(200, "<html>hello</html>", "answer-unusable", "*Story:OpenAI:Url*")]
    [InlineData(301, "", "provider-refused", "*(301)*")]
    [InlineData(400, """{"error": {"message": "too long", "code": "context_length_exceeded"}}""", "provider-refused", "*(400): too long*")]
    [InlineData(400, """{"error": {"message": "filtered", "code": "content_filter"}}""", "content-refused", "*content filter*")]
    [InlineData(400, """[{"error": {"code": 400, "message": "API key not valid."}}]""", "provider-refused", "*API key not valid.*")]
    [InlineData(401, """{"error": {"message": "bad key: sk-very-secret"}}""", "provider-refused", "*bad key: *Check Story:OpenAI:Key*")]
    [InlineData(403, "", "provider-refused", "*Story:OpenAI:Key*")]
    [InlineData(404, """{"error": {"message": "no such model"}}""", "provider-refused", "*no such model Check Story:OpenAI:Model*")]
    public async Task WriteSegmentAsync_Refusal_FailsTheStageAndSaysWhatToSet(int status, string body, string code, string message)
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((status, body));

        await AssertRefusedAsync(fixture, code, message);
    }

    [Fact]
    public async Task WriteSegmentAsync_QuotaUsedUp_ComesThroughUnretried()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((429, """{"error": {"code": "insufficient_quota"}}"""));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(FirstSegment(), default);

        await write.Should().ThrowExactlyAsync<QuotaExhaustedException>();
        fixture.Server.LogEntries.Should().HaveCount(1);
    }

    [Fact]
    public async Task PlanAsync_RepairWithoutSlot_IsNotSentAndTheWholeCanRunAgain()
    {
        await using var fixture = new ProviderFixture(("Limits:llm:openai:Requests", "10"));
        fixture.Server.Answers((200, Completion.Of("no")), (200, Completion.Of("no")), (200, Completion.Of(Completion.Plan)));

        Func<Task> withOneSlot = () => PlanAsync(fixture, slots: 1);
        await withOneSlot.Should().ThrowExactlyAsync<RequestNotReservedException>();
        fixture.Server.LogEntries.Should().HaveCount(1);

        (await PlanAsync(fixture, slots: 2)).Title.Should().Be("The Lamp");
    }

    [Fact]
    public async Task WriteSegmentAsync_RetryWithoutSlot_IsNotSent()
    {
        await using var fixture = new ProviderFixture(("Limits:llm:openai:Requests", "10"));
        fixture.Server.Answers((500, ""), (200, Completion.Of("It was told.")));
        using IDisposable use = fixture.Permits.Use([Slot()]);

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(FirstSegment(), default);

        await write.Should().ThrowExactlyAsync<RequestNotReservedException>();
        fixture.Server.LogEntries.Should().HaveCount(1);
    }

    [Fact]
    public async Task WriteSegmentAsync_Cancelled_Ends()
    {
        await using SilentServer server = SilentServer.Hanging();
        await using var fixture = new ProviderFixture(("Story:OpenAI:Url", server.Url));
        using var cancelled = new CancellationTokenSource();
        Task<string> write = fixture.Writer.WriteSegmentAsync(FirstSegment(), cancelled.Token);
        await server.FirstRequest;

        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => write).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task AnyRequest_Key_IsNeverLogged()
    {
        await using var fixture = new ProviderFixture();
        fixture.Server.Answers((500, ""), (401, $$$"""{"error": {"message": "bad key {{{ProviderFixture.Key}}}"}}"""));

        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(FirstSegment(), default);

        await write.Should().ThrowAsync<ProviderRefusedException>();
        fixture.Log.Lines.Should().NotBeEmpty().And.NotContain(l => l.Contains(ProviderFixture.Key));
    }

    [Fact]
    public async Task Fingerprint_Model_IsInItAndTheKeyIsNot()
    {
        await using var fixture = new ProviderFixture();
        await using var other = new ProviderFixture(
            ("Story:OpenAI:Model", "another-model"), ("Story:OpenAI:Url", "http://user:pw@localhost/v1?k=secret"));

        fixture.Writer.Fingerprint.Should().MatchRegex("^openai:localhost:[0-9]+/[^:]*:test-model:[0-9a-f]{8}$").And.NotBe(other.Writer.Fingerprint);
        other.Writer.Fingerprint.Should().NotContain("pw").And.NotContain("secret");
    }

    private static StorySegmentOrder FirstSegment() => new(Lighthouse, Framework, 0);

    private static RequestSlot Slot() => new(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));

    private static async Task<StoryFramework> PlanAsync(ProviderFixture fixture, int slots)
    {
        using IDisposable use = fixture.Permits.Use([.. Enumerable.Repeat(Slot(), slots)]);
        return await fixture.Writer.PlanAsync(Lighthouse, StoryWishes.None, default);
    }

    private static async Task AssertRefusedAsync(ProviderFixture fixture, string code, string message)
    {
        Func<Task> write = () => fixture.Writer.WriteSegmentAsync(FirstSegment(), default);
        StageFailedException refused = (await write.Should().ThrowAsync<StageFailedException>().WithMessage(message)).Which;
        refused.Code.Should().Be(code);
        refused.ToString().Should().NotContain("sk-very-secret", "exceptions are logged");
        fixture.Server.LogEntries.Should().HaveCount(1);
    }
}
