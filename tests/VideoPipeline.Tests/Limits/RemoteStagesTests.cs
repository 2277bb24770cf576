using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VideoPipeline.Story;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Story;
using VideoPipeline.Tests.Story.Llm;
using VideoPipeline.Tests.Voice.EasyVoice;
using VideoPipeline.Voice;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace VideoPipeline.Tests.Limits;

/// <summary>Both stages over servers that answer whatever they are asked.</summary>
public sealed class RemoteStagesTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const double SecondsPerTask = 12;
    private readonly ConcurrentDictionary<string, string> texts = new();

    [Fact]
    public async Task Stages_BothProvidersRemote_GiveAStoryAndItsNarration()
    {
        await using var providers = new ProviderFixture();
        await AnswerAsync(providers);
        await using StageFixture fixture = StageFixture.Create(azurite, providers.Writer, providers.Voice);

        StoryManifest story = await fixture.WriteAsync(await fixture.OrderAsync(Samples.Short));
        VoiceManifest voice = await fixture.SpeakAsync(new VoiceOrder(fixture.Run, NarratorGender.Female));

        story.Chapters.Select(c => c.Title).Should().Equal("Ninety years", "The daughter");
        (await fixture.StoryTextAsync()).Should().StartWith("One night it went dark.\n\nThe lamp had burned");
        voice.Duration.TotalSeconds.Should().BeApproximately(2 * SecondsPerTask, 0.3);
        SrtDocument srt = await fixture.SubtitlesAsync(voice);
        srt.Cues.Select(c => c.Text.ReplaceLineEndings(" ")).Should().Contain("Then it went out.").And.Contain("Then it went dark.");
        (await fixture.Journal.ReadAsync(fixture.Run, default)).Select(e => e.Step).Should().StartWith(["plan", "hook"])
            .And.Contain(["segment 1", "segment 2", "polish", "summary", "metadata"]);
        voice.Chapters[1].Start.TotalSeconds.Should().BeApproximately(SecondsPerTask, 0.15);
        providers.Server.LogEntries.Should().HaveCount(2 + 2 + 3 + (2 * 4));
    }

    private static string Complete(IRequestMessage request)
    {
        JsonElement asked = JsonSerializer.Deserialize<JsonElement>(request.Body!);
        string? form = asked.TryGetProperty("response_format", out JsonElement format)
            ? format.GetProperty("json_schema").GetProperty("name").GetString()
            : null;
        return Completion.Of(form switch
        {
            "story_plan" => Completion.Plan,
            "story_polish" => """{"edits": [{"segment": 2, "find": "Then it went out.", "replace": "Then it went dark."}]}""",
            "youtube_metadata" => """{"title": "The Lamp", "description": "A lamp.", "tags": ["lamp"], "image_prompt": "A lamp."}""",
            _ when request.Body!.Contains("You write the opening", StringComparison.Ordinal) => "One night it went dark.",
            _ when request.Body!.Contains("You sum up", StringComparison.Ordinal) => "灯塔的故事。",
            _ => "The lamp had burned every night for ninety years. Then it went out.",
        });
    }

    private async Task AnswerAsync(ProviderFixture providers)
    {
        byte[] mp3 = await EasyVoiceStub.Mp3Async(SecondsPerTask);
        Give(HttpMethod.Post, Completion.Path, r => Json(Complete(r)));
        Give(HttpMethod.Post, EasyVoiceStub.Create, Create);
        Give(HttpMethod.Get, "/api/v1/tts/task/*", r => Json(Done(r.Path.Split('/')[^1])));
        Give(HttpMethod.Get, "/api/v1/tts/download/*.mp3", _ => EasyVoiceStub.Answer(200, mp3, "audio/mpeg"));
        Give(HttpMethod.Get, "/api/v1/tts/download/*.srt", r => Json(Words(texts[Path.GetFileNameWithoutExtension(r.Path)])));

        void Give(HttpMethod method, string path, Func<IRequestMessage, ResponseMessage> answer) => providers.Server
            .Given(Request.Create().UsingMethod(method.Method).WithPath(path))
            .RespondWith(Response.Create().WithCallback(answer));
    }

    private ResponseMessage Create(IRequestMessage request)
    {
        string text = JsonSerializer.Deserialize<JsonElement>(request.Body!).GetProperty("text").GetString()!;
        string id = $"task{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}";
        texts[id] = text;
        return Json($$$"""{"success": true, "code": 200, "data": {"id": "{{{id}}}", "status": "pending", "result": null} }""");
    }

    private static string Done(string id) =>
        $$$"""
        {"success": true, "code": 200, "data": {"id": "{{{id}}}", "status": "completed",
          "result": {"audio": "/{{{id}}}.mp3", "srt": "/{{{id}}}.srt", "file": "{{{id}}}.mp3"} } }
        """;

    // a cue for each word, all of one length
    private static string Words(string text)
    {
        string[] words = text.Split(' ');
        IEnumerable<SubtitleCue> cues = words.Select((w, i) => new SubtitleCue(At(i), At(i + 1), w));
        return new SrtDocument([.. cues]).ToString();

        TimeSpan At(int word) => TimeSpan.FromSeconds(Math.Round(SecondsPerTask * word / words.Length, 3));
    }

    private static ResponseMessage Json(string body) => EasyVoiceStub.Answer(200, Encoding.UTF8.GetBytes(body));
}
