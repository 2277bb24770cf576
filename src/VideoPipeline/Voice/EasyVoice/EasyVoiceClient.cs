using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice.EasyVoice;

/// <summary>
/// Talks to EasyVoice's server (<c>packages/backend</c> of cosin2077/easyVoice): a task is created, looked at until it is done, and its
/// files are downloaded. Faults of transport have been retried when they surface here, as <see cref="HttpRequestException"/>.
/// </summary>
internal sealed partial class EasyVoiceClient(HttpClient http, EasyVoiceOptions options, TimeProvider time)
{
    private const string Api = "api/v1/tts";
    private const int SubtitleTries = 5;

    /// <summary>Has a text spoken.</summary>
    /// <returns>The files of the finished task.</returns>
    /// <exception cref="NarrationUnusableException">The server refuses the text or the voice.</exception>
    /// <exception cref="ProviderRefusedException">There is no EasyVoice at the URL, or it lets nobody in.</exception>
    /// <exception cref="HttpRequestException">A fault of transport or of the server, or a task that failed or never ended.</exception>
    public async Task<EasyVoiceResult> SpeakAsync(EasyVoiceOrder order, CancellationToken cancellationToken)
    {
        string id = await CreateAsync(order, cancellationToken);
        DateTimeOffset deadline = time.GetUtcNow() + options.TaskTimeout;
        do
        {
            await Task.Delay(options.PollInterval, time, cancellationToken);
            if (await ResultAsync(id, order, cancellationToken) is { } result)
            {
                return result;
            }
        }
        while (time.GetUtcNow() < deadline);

        throw new HttpRequestException($"EasyVoice did not finish a task within {options.TaskTimeout.TotalSeconds} seconds.");
    }

    /// <summary>Downloads an audio file.</summary>
    public async Task<byte[]> AudioAsync(string file, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(PathOf(file), cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Downloads a subtitle file; one that is not there yet is waited for.</summary>
    public async Task<string> SubtitlesAsync(string file, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            await Task.Delay(options.SubtitleDelay, time, cancellationToken);
            using HttpResponseMessage response = await http.GetAsync(PathOf(file), cancellationToken);
            if (response.StatusCode != HttpStatusCode.NotFound || attempt == SubtitleTries)
            {
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadAsStringAsync(cancellationToken);
            }
        }
    }

    private static Uri PathOf(string file) => new($"{Api}/download/{Uri.EscapeDataString(file)}", UriKind.Relative);

    // A task that is there already was created by an attempt whose answer was lost, or by another run with the same text: it is adopted.
    private async Task<string> CreateAsync(EasyVoiceOrder order, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync($"{Api}/create", order, cancellationToken);
        EasyVoiceAnswer answer = await ReadAsync(response, cancellationToken);
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode && answer.Data?.Id is { Length: > 0 } id => id,
            HttpStatusCode.Conflict when TaskId().Match(answer.Message ?? "") is { Success: true } id => id.Value,
            HttpStatusCode.BadRequest => throw Unusable(order, WordsOf(answer)),
            _ => throw Failure(response, answer),
        };
    }

    // Null while it is pending.
    private async Task<EasyVoiceResult?> ResultAsync(string id, EasyVoiceOrder order, CancellationToken cancellationToken)
    {
        var path = new Uri($"{Api}/task/{Uri.EscapeDataString(id)}", UriKind.Relative);
        using HttpResponseMessage response = await http.GetAsync(path, cancellationToken);
        EasyVoiceAnswer answer = await ReadAsync(response, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            throw new HttpRequestException("EasyVoice has lost a task: it forgets them when it is restarted.", null, response.StatusCode);
        }

        return answer.Data switch
        {
            _ when !response.IsSuccessStatusCode => throw Failure(response, answer),
            { Status: "completed", Result.Partial: true } => throw new HttpRequestException("EasyVoice left out a part of a text."),
            { Status: "completed", Result: { } result } => result,
            { Status: "failed", Message: var reason } => throw Failed(order, reason ?? "no reason given"),
            { Status: "pending" } => null,
            _ => throw Foreign(),
        };
    }

    // The server has tried five times when a task fails; only its check of the language is a verdict.
    private static Exception Failed(EasyVoiceOrder order, string reason) =>
        reason.Contains("non-English", StringComparison.OrdinalIgnoreCase)
            ? Unusable(order, reason)
            : new HttpRequestException($"EasyVoice could not speak a text with the voice {order.Voice}: {reason}");

    private static NarrationUnusableException Unusable(EasyVoiceOrder order, string reason) => new(
        $"EasyVoice refuses the text \"{(order.Text.Length <= 60 ? order.Text : order.Text[..60] + "…")}\" or the voice {order.Voice}: " +
        $"{reason} Set the voices of Voice:EasyVoice to ones that the server lists, or change the transcript; then retry the run.");

    private static Exception Failure(HttpResponseMessage response, EasyVoiceAnswer answer) =>
        response.IsSuccessStatusCode ? Foreign()
        : response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500
            ? new HttpRequestException($"EasyVoice answered {(int)response.StatusCode}: {WordsOf(answer)}", null, response.StatusCode)
            : new ProviderRefusedException(
                $"EasyVoice answered {(int)response.StatusCode}: {WordsOf(answer)} Check Voice:EasyVoice:Url, then retry the run.");

    private static ProviderRefusedException Foreign(Exception? e = null) => new(
        "What answers at Voice:EasyVoice:Url does not answer as EasyVoice does. Check the URL, then retry the run.", e);

    private static string WordsOf(EasyVoiceAnswer answer) =>
        answer.Errors is { Count: > 0 } errors ? string.Join("; ", errors.Select(e => e.Message)) : answer.Message ?? "no reason given.";

    // A status that says what is wrong needs no body; a success does.
    private static async Task<EasyVoiceAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<EasyVoiceAnswer>(cancellationToken) ?? new EasyVoiceAnswer(null, null, null);
        }
        catch (JsonException) when (!response.IsSuccessStatusCode)
        {
            return new EasyVoiceAnswer(null, response.ReasonPhrase, null);
        }
        catch (JsonException e)
        {
            throw Foreign(e);
        }
    }

    // "task" and an MD5 in hex
    [GeneratedRegex("task[0-9a-f]{32}", RegexOptions.CultureInvariant)]
    private static partial Regex TaskId();
}
