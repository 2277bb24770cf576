using System.Text.Json;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Functions.Tests.Starting;

public sealed class RequestParserTests
{
    [Fact]
    public void Parse_OnlyWhatIsRequired_HasTheDefaults()
    {
        StartOrder order = Parse("""{"video_id": "test_video", "creator_id": " test_creator "}""");

        order.Request.Should().Be(new PipelineRequest("test_creator", "test_video", null, NarratorGender.Male, 60, null, false, true));
        order.Transcript.Should().BeNull();
        order.IdempotencyKey.Should().BeNull();
    }

    [Fact]
    public void Parse_Everything_IsRead()
    {
        StartOrder order = RequestParser.Parse(BinaryData.FromString("""
            {"video_id": "视频 1/2.3", "creator_id": "创作者", "account_name": "🎬", "gender": "female", "duration": 600, "image_dir": "my-gallery_1",
             "export_video": true, "enable_subtitle": false, "transcript": "One.\nTwo.", "force": true, "on_duplicate": "queue",
             "language": "zh", "target_minutes": 12, "music": "calm"}
            """), "key-1", Callbacks.None);

        order.Request.Should().Be(new PipelineRequest("创作者", "视频 1/2.3", "🎬", NarratorGender.Female, 600, "my-gallery_1", true, false, Force: true, Language: "zh", TargetMinutes: 12, Music: "calm"));
        order.OnDuplicate.Should().Be(OnDuplicate.Queue);
        order.Transcript.Should().Be("One.\nTwo.");
        order.IdempotencyKey.Should().Be("key-1");
    }

    [Fact]
    public void Parse_TheOriginalsConcurrencyTest_IsTaken()
    {
        StartOrder order = Parse("""{"video_id": "test_video", "creator_id": "test_creator", "gender": 1, "export_video": false}""");

        order.Request.Gender.Should().Be(NarratorGender.Male);
    }

    [Theory]
    [InlineData("0", NarratorGender.Female)]
    [InlineData("1", NarratorGender.Male)]
    [InlineData("\"female\"", NarratorGender.Female)]
    [InlineData("\"male\"", NarratorGender.Male)]
    public void Parse_Gender_IsNumberOrWord(string gender, NarratorGender expected) => Parse(With($"\"gender\": {gender}")).Request.Gender.Should().Be(expected);

    [Theory]
    [InlineData("return", OnDuplicate.Return)]
    [InlineData("reject", OnDuplicate.Reject)]
    [InlineData("queue", OnDuplicate.Queue)]
    public void Parse_OnDuplicate_IsAWord(string word, OnDuplicate expected) => Parse(With($"\"on_duplicate\": \"{word}\"")).OnDuplicate.Should().Be(expected);

    [Fact]
    public void Parse_Null_IsTheSameAsAbsent() =>
        Parse(With("\"account_name\": null, \"gender\": null, \"duration\": null, \"transcript\": null")).Should().Be(Parse(With("\"gender\": 1")));

    [Theory]
    [InlineData("\"gender\": 2", "gender")]
    [InlineData("\"gender\": 1.5", "gender")]
    [InlineData("\"gender\": \"Female\"", "gender")]
    [InlineData("\"gender\": true", "gender")]
    [InlineData("\"duration\": 29", "duration")]
    [InlineData("\"duration\": 601", "duration")]
    [InlineData("\"duration\": \"60\"", "duration")]
    [InlineData("\"duration\": 1e99", "duration")]
    [InlineData("\"export_video\": 1", "export_video")]
    [InlineData("\"enable_subtitle\": \"yes\"", "enable_subtitle")]
    [InlineData("\"force\": \"yes\"", "force")]
    [InlineData("\"on_duplicate\": \"Queue\"", "on_duplicate")]
    [InlineData("\"on_duplicate\": 1", "on_duplicate")]
    [InlineData("\"language\": \"en-US\"", "language")]
    [InlineData("\"language\": 1", "language")]
    [InlineData("\"target_minutes\": 0", "target_minutes")]
    [InlineData("\"target_minutes\": 121", "target_minutes")]
    [InlineData("\"target_minutes\": \"5\"", "target_minutes")]
    [InlineData("\"image_dir\": \"../etc\"", "image_dir")]
    [InlineData("\"image_dir\": \"\"", "image_dir")]
    [InlineData("\"image_dir\": \"a/b\"", "image_dir")]
    [InlineData("\"image_dir\": \"a\\n\"", "image_dir")]
    [InlineData("\"music\": \"calm/1\"", "music")]
    [InlineData("\"music\": true", "music")]
    [InlineData("\"account_name\": 7", "account_name")]
    [InlineData("\"account_name\": \"a\\u0000b\"", "account_name")]
    [InlineData("\"account_name\": \"\\ud83c\"", "account_name")]
    [InlineData("\"transcript\": \" \"", "transcript")]
    [InlineData("\"transcript\": [\"a\"]", "transcript")]
    public void Parse_UnknownValue_NamesItsField(string member, string field) => ErrorsOf(With(member)).Should().ContainSingle().Which.Key.Should().Be(field);

    [Fact]
    public void Parse_SeveralErrors_TellsAllAtOnce()
    {
        IReadOnlyDictionary<string, string[]> errors = ErrorsOf("""{"video_id": "  ", "gender": 3, "duration": 5}""");

        errors.Keys.Should().BeEquivalentTo("video_id", "creator_id", "gender", "duration");
        errors.Values.Should().OnlyContain(messages => messages.Length == 1 && messages[0].Length > 10);
    }

    [Theory]
    [InlineData("video_id")]
    [InlineData("creator_id")]
    [InlineData("account_name")]
    public void Parse_OverLongPart_IsRefused(string field)
    {
        string longest = new('x', PipelineInstanceId.MaxPartLength);
        var body = new Dictionary<string, string> { ["video_id"] = longest, ["creator_id"] = longest, ["account_name"] = longest };
        Parse(JsonSerializer.Serialize(body)).Request.Pipeline.Value.Should().HaveLength(PipelineInstanceId.MaxLength);
        body[field] += "x";

        ErrorsOf(JsonSerializer.Serialize(body)).Should().ContainSingle().Which.Key.Should().Be(field);
    }

    [Fact]
    public void Parse_Transcript_IsLimitedInBytes()
    {
        string longest = new('x', RequestParser.MaxTranscriptBytes);
        string tooLong = new('视', (RequestParser.MaxTranscriptBytes / 3) + 1);

        Parse(With($"\"transcript\": \"{longest}\"")).Transcript.Should().HaveLength(longest.Length);
        ErrorsOf(With($"\"transcript\": \"{tooLong}\"")).Keys.Should().Equal("transcript");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"video_id\": \"test_video\",}")]
    [InlineData("video_id=test_video")]
    public void Parse_NotJson_IsAnErrorOfItsOwn(string body)
    {
        Action act = () => Parse(body);

        act.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void Parse_NoObject_IsRefused(string body) => ErrorsOf(body).Keys.Should().Equal("body");

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    public void Parse_UnusableIdempotencyKey_IsRefused(string key)
    {
        Action act = () => RequestParser.Parse(BinaryData.FromString(With("\"gender\": 1")), key, Callbacks.None);

        act.Should().Throw<RequestInvalidException>().Which.Errors.Keys.Should().Equal("Idempotency-Key");
    }

    private static string With(string members) => $$"""{"video_id": "test_video", "creator_id": "test_creator", {{members}}}""";

    [Theory]
    [InlineData("http://hooks.test/done", true)]
    [InlineData("http://other.test/done", false)]
    [InlineData("not a url", false)]
    public void Parse_CallbackUrl_MustBeOneOfAnAllowedHost(string url, bool isAllowed)
    {
        Func<StartOrder> act = () => RequestParser.Parse(BinaryData.FromString(With($"\"callback_url\": \"{url}\"")), null, Callbacks.To("hooks.test"));

        if (isAllowed)
        {
            act().Request.CallbackUrl.Should().Be(url);
        }
        else
        {
            act.Should().Throw<RequestInvalidException>().Which.Errors.Keys.Should().Equal("callback_url");
        }
    }

    private static StartOrder Parse(string body) => RequestParser.Parse(BinaryData.FromString(body), null, Callbacks.None);

    private static IReadOnlyDictionary<string, string[]> ErrorsOf(string body)
    {
        Action act = () => Parse(body);

        return act.Should().Throw<RequestInvalidException>().Which.Errors;
    }
}
