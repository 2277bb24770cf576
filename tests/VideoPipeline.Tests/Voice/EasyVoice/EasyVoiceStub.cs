using System.Globalization;
using System.Text;
using System.Text.Json;
using CliWrap;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace VideoPipeline.Tests.Voice.EasyVoice;

/// <summary>Answers of an EasyVoice server: one task, its audio and its subtitles.</summary>
internal static class EasyVoiceStub
{
    public const string TaskId = "task0123456789abcdef0123456789abcdef";
    public const string Create = "/api/v1/tts/create";
    public const string Look = $"/api/v1/tts/task/{TaskId}";
    public const string Audio = "/api/v1/tts/download/en-US-x-One%20day-1.mp3";
    public const string Subtitles = "/api/v1/tts/download/en-US-x-One%20day-1.srt";

    public const string Created =
        $$$"""{"success": true, "code": 200, "data": {"id": "{{{TaskId}}}", "status": "pending", "message": "", "result": null}}""";
    public const string Pending = Created;

    public const string Completed =
        $$$"""
        {"success": true, "code": 200, "data": {"id": "{{{TaskId}}}", "status": "completed", "progress": 100, "message": "",
          "result": {"audio": "/en-US-x-One day-1.mp3", "srt": "/en-US-x-One day-1.srt", "file": "en-US-x-One day-1.mp3"} } }
        """;

    /// <summary>Two sentences: "One day it rained." for 1.5 s and "Then it stopped." to the end.</summary>
    public const string Words =
        """
        1
        00:00:00,100 --> 00:00:00,400
        One

        2
        00:00:00,400 --> 00:00:00,700
        day

        3
        00:00:00,700 --> 00:00:00,800
        it

        4
        00:00:00,800 --> 00:00:01,200
        rained.

        5
        00:00:01,500 --> 00:00:01,700
        Then

        6
        00:00:01,700 --> 00:00:01,800
        it

        7
        00:00:01,800 --> 00:00:02,100
        stopped.


        """;

    /// <summary>Answers to one path, one after the other; the last stays. What was said of the path before no longer holds.</summary>
    public static void Answers(this WireMockServer server, string path, params (int Status, string Body)[] answers) =>
        server.Answers(path, [.. answers.Select(a => Answer(a.Status, Encoding.UTF8.GetBytes(a.Body)))]);

    /// <inheritdoc cref="Answers(WireMockServer, string, ValueTuple{int, string}[])"/>
    public static void Answers(this WireMockServer server, string path, params ResponseMessage[] answers)
    {
        int asked = 0;
        server.Given(Request.Create().WithPath(Uri.UnescapeDataString(path)))
            .AtPriority(-server.Mappings.Count)
            .RespondWith(Response.Create().WithCallback(_ => answers[Math.Min(asked++, answers.Length - 1)]));
    }

    /// <summary>One answer.</summary>
    public static ResponseMessage Answer(int status, byte[] body, string contentType = "application/json", string? retryAfter = null)
    {
        var headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = [contentType] };
        if (retryAfter is not null)
        {
            headers["Retry-After"] = [retryAfter];
        }

        return new ResponseMessage
        {
            StatusCode = status,
            Headers = headers,
            BodyData = new BodyData { DetectedBodyType = BodyType.Bytes, BodyAsBytes = body },
        };
    }

    /// <summary>The whole way of a text of two sentences.</summary>
    public static async Task AnswersWellAsync(this WireMockServer server)
    {
        server.Answers(Create, (200, Created));
        server.Answers(Look, (200, Completed));
        server.Answers(Audio, Answer(200, await Mp3Async(2.4), "audio/mpeg"));
        server.Answers(Subtitles, (200, Words));
    }

    public static int Count(this WireMockServer server, string path) =>
        server.LogEntries.Count(e => e.RequestMessage!.Path == Uri.UnescapeDataString(path) || e.RequestMessage.AbsolutePath == path);

    public static JsonElement Ordered(this WireMockServer server) =>
        JsonSerializer.Deserialize<JsonElement>(server.LogEntries.First(e => e.RequestMessage!.Path == Create).RequestMessage!.Body!);

    /// <summary>A tone as EasyVoice encodes speech: 24 kHz, 96 kbit/s, mono.</summary>
    public static async Task<byte[]> Mp3Async(double seconds)
    {
        using var mp3 = new MemoryStream();
        string tone = string.Create(CultureInfo.InvariantCulture, $"sine=frequency=330:sample_rate=24000:duration={seconds}");
        await Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-v", "error", "-f", "lavfi", "-i", tone, "-b:a", "96k", "-f", "mp3", "-"])
            .WithStandardOutputPipe(PipeTarget.ToStream(mp3))
            .ExecuteAsync();
        return mp3.ToArray();
    }
}
