using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CliWrap;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>
/// A language model behind an OpenAI-compatible API and an EasyVoice server, both with limits that they enforce: the one counts requests in
/// a sliding window, the other tasks at once. Each keeps what it saw.
/// </summary>
internal sealed partial class StubProviders : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Queue<long> admitted = new();
    private readonly ConcurrentDictionary<string, SpeechTask> tasks = new(StringComparer.Ordinal);
    private byte[] mp3 = [];
    private int speaking;

    private StubProviders(WebApplication app, string url)
    {
        this.app = app;
        Url = url;
        app.MapPost("/v1/chat/completions", CompleteAsync);
        app.MapPost("/api/v1/tts/create", CreateAsync);
        app.MapGet("/api/v1/tts/task/{id}", Look);
        app.MapGet("/api/v1/tts/download/{file}", Download);
    }

    public string Url { get; }

    /// <summary>How many requests the model takes in any <see cref="Window"/>.</summary>
    public int MostRequests { get; set; } = int.MaxValue;

    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many tasks the speech server takes at once.</summary>
    public int MostTasks { get; set; } = int.MaxValue;

    /// <summary>How long the model takes for an answer. Default: no time.</summary>
    public TimeSpan AnswerTime { get; set; }

    /// <summary>How long the speech server takes for a task; null for until it is looked at a second time.</summary>
    public TimeSpan? TaskTime { get; set; }

    /// <summary>Of how many segments a story has at most.</summary>
    public int Segments { get; set; } = 3;

    /// <summary>What the model writes for each segment.</summary>
    public string SegmentText { get; set; } = "The lamp had burned every night for ninety years. Then one winter it went out, and nobody knew why.";

    /// <summary>How long a word takes to be spoken.</summary>
    public double SecondsPerWord { get; set; } = 0.3;

    /// <summary>How many tasks the speech server has done.</summary>
    public int DoneTasks { get; private set; }

    /// <summary>True when the model's account has no quota left.</summary>
    public bool IsQuotaUsedUp { get; set; }

    /// <summary>Requests that the model refused.</summary>
    public int RefusedRequests { get; private set; }

    /// <summary>Requests that the model took.</summary>
    public int TakenRequests { get; private set; }

    /// <summary>Tasks that the speech server refused.</summary>
    public int RefusedTasks { get; private set; }

    /// <summary>The most tasks that the speech server ever had at once.</summary>
    public int MostTasksAtOnce { get; private set; }

    /// <param name="speechSeconds">How long whatever is spoken lasts.</param>
    public static async Task<StubProviders> StartAsync(int speechSeconds)
    {
        (WebApplication app, string url) = LoopbackServer.Create();
        var stub = new StubProviders(app, url) { mp3 = await ToneAsync(speechSeconds) };
        await stub.app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<byte[]> ToneAsync(int seconds)
    {
        using var audio = new MemoryStream();
        await Cli.Wrap("ffmpeg")
            .WithArguments(["-v", "error", "-nostdin", "-f", "lavfi", "-i", $"sine=frequency=300:duration={seconds}", "-ac", "1", "-b:a", "32k", "-f", "mp3", "-"])
            .WithStandardOutputPipe(PipeTarget.ToStream(audio))
            .ExecuteAsync();
        return audio.ToArray();
    }

    private async Task<IResult> CompleteAsync(HttpRequest request)
    {
        if (IsQuotaUsedUp)
        {
            return Refusal("insufficient_quota", "You exceeded your current quota, please check your plan and billing details.");
        }

        if (!Admit())
        {
            return Refusal("rate_limit_exceeded", "Rate limit reached.");
        }

        await Task.Delay(AnswerTime);
        JsonNode asked = (await JsonNode.ParseAsync(request.Body))!;
        string content = asked["response_format"]?["json_schema"]?["name"]?.GetValue<string>() switch
        {
            "story_plan" => Plan(asked["messages"]!.AsArray()[^1]!["content"]!.ToJsonString()),
            "story_polish" => """{"edits": []}""",
            "youtube_metadata" => """{"title": "The Lamp", "description": "A lamp.", "tags": ["lamp"], "image_prompt": "A lamp."}""",
            _ when asked["messages"]![0]!["content"]!.GetValue<string>().Contains("You sum up", StringComparison.Ordinal) => "灯塔的故事。",
            _ when asked["messages"]![0]!["content"]!.GetValue<string>().Contains("You write the opening", StringComparison.Ordinal) => "One night the lamp went out.",
            _ => SegmentText,
        };
        return Results.Json(new
        {
            id = "completion",
            @object = "chat.completion",
            created = 0,
            model = "stub",
            choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 },
        });
    }

    private bool Admit()
    {
        lock (gate)
        {
            long now = TimeProvider.System.GetTimestamp();
            while (admitted.TryPeek(out long first) && TimeProvider.System.GetElapsedTime(first, now) >= Window)
            {
                admitted.Dequeue();
            }

            if (admitted.Count >= MostRequests)
            {
                RefusedRequests++;
                return false;
            }

            admitted.Enqueue(now);
            TakenRequests++;
            return true;
        }
    }

    private static IResult Refusal(string code, string message) =>
        Results.Json(new { error = new { message, type = code, code } }, statusCode: StatusCodes.Status429TooManyRequests);

    private string Plan(string transcript)
    {
        int last = SentenceNumber().Matches(transcript).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Max();
        var segments = Enumerable.Range(0, Math.Min(Segments, last + 1)).Select(i => new { title = $"Part {i}", first = i, last = i, tells = $"Sentence {i}.", leads_to = "" });
        return JsonSerializer.Serialize(new { title = "The Lamp", idea = "A lamp.", hook = "Let them wonder about the night.", segments });
    }

    private async Task<IResult> CreateAsync(HttpRequest request)
    {
        string text = (await JsonNode.ParseAsync(request.Body))!["text"]!.GetValue<string>();
        string id = $"task{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text + Guid.NewGuid())))[..32]}";
        lock (gate)
        {
            if (speaking >= MostTasks)
            {
                RefusedTasks++;
                return Results.Json(
                    new { success = false, code = 500, message = $"Cannot create more than {MostTasks} tasks" },
                    statusCode: StatusCodes.Status500InternalServerError);
            }

            MostTasksAtOnce = Math.Max(MostTasksAtOnce, ++speaking);
        }

        tasks[id] = new SpeechTask(text);
        return Results.Json(new { success = true, code = 200, data = new { id, status = "pending" } });
    }

    // Without a time, a task is pending at the first look and done at the second, so that it lasts for a while without a clock.
    private IResult Look(string id)
    {
        SpeechTask task = tasks[id];
        lock (gate)
        {
            bool isDone = TaskTime is { } time ? TimeProvider.System.GetElapsedTime(task.Begun) >= time : ++task.Looks >= 2;
            if (isDone && !task.IsDone)
            {
                task.IsDone = true;
                speaking--;
                DoneTasks++;
            }
        }

        return !task.IsDone
            ? Results.Json(new { success = true, code = 200, data = new { id, status = "pending" } })
            : Results.Json(new { success = true, code = 200, data = new { id, status = "completed", result = new { file = $"{id}.mp3", srt = $"/{id}.srt" } } });
    }

    private IResult Download(string file) => file.EndsWith(".mp3", StringComparison.Ordinal)
        ? Results.Bytes(mp3, "audio/mpeg")
        : Results.Text(Words(tasks[Path.GetFileNameWithoutExtension(file)].Text));

    private string Words(string text)
    {
        var srt = new StringBuilder();
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            srt.Append(CultureInfo.InvariantCulture, $"{i + 1}\n{At(i)} --> {At(i + 1)}\n{words[i]}\n\n");
        }

        return srt.ToString();

        string At(int word) => TimeSpan.FromSeconds(word * SecondsPerWord).ToString(@"hh\:mm\:ss\,fff", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex SentenceNumber();

    private sealed class SpeechTask(string text)
    {
        public string Text { get; } = text;

        public long Begun { get; } = TimeProvider.System.GetTimestamp();

        public int Looks { get; set; }

        public bool IsDone { get; set; }
    }
}
