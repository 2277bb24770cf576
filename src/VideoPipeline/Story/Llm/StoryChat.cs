using System.ClientModel;
using System.Net;
using System.Text.Json;
using Azure.Identity;
using Microsoft.Extensions.AI;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// Asks a model, notes what that took, and lets only whole answers through. What the providers' clients throw becomes our own exceptions;
/// those of the limits (<see cref="Limits.RequestNotReservedException"/>, <see cref="Limits.ProviderBusyException"/>,
/// <see cref="Limits.QuotaExhaustedException"/>) come through as they are.
/// </summary>
internal sealed class StoryChat(IChatClient client, string name, LlmOptions settings, CallMeter meter)
{
    // the SDK reads finish_reason into an enumeration and throws on values that are not OpenAI's own, such as "content_filter: SAFETY"
    private const string ContentFilter = "content_filter";

    // a token has about four letters of English, and about one Chinese character
    private const int LettersPerToken = 4;

    private readonly string resource = LlmWriter.ResourceOf(name);

    /// <summary>Sends one request.</summary>
    /// <returns>The answer's text; it is complete and not empty.</returns>
    /// <exception cref="AnswerUnusableException">The answer is cut off, empty or no answer of this protocol.</exception>
    /// <exception cref="ContentRefusedException">The provider's filter blocked the question or the answer.</exception>
    /// <exception cref="ProviderRefusedException">The provider takes no requests as it is set.</exception>
    /// <exception cref="TranscriptUnusableException">The question is longer than the model reads.</exception>
    /// <exception cref="HttpRequestException">A fault of transport or of the server, which did not pass.</exception>
    public async Task<string> AskAsync(
        IReadOnlyList<ChatMessage> messages, ChatResponseFormat? format, CancellationToken cancellationToken)
    {
        CheckLength(messages);
        var options = new ChatOptions { ResponseFormat = format };
        settings.Configure(options);
        ChatResponse response = await SendAsync(messages, options, cancellationToken);
        UsageDetails? usage = response.Usage;
        meter.Add(new ProviderCall(
            name,
            settings.Model,
            usage?.InputTokenCount,
            usage?.OutputTokenCount,
            Cost: settings.CostOf(usage?.InputTokenCount, usage?.OutputTokenCount)));
        return TextOf(response);
    }

    /// <summary>Remarks something in the run's report.</summary>
    public void Warn(string warning) => meter.Warn(warning);

    private string TextOf(ChatResponse response)
    {
        if (response.FinishReason == ChatFinishReason.ContentFilter
            || response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>().Any())
        {
            throw Refused(null);
        }

        if (response.FinishReason == ChatFinishReason.Length)
        {
            throw new AnswerUnusableException(
                $"The answer of {resource} was cut off at the most that the model writes at once. Set {settings.Section}:Model to a model that " +
                "writes longer answers, then retry the run.");
        }

        if (response.FinishReason != ChatFinishReason.Stop)
        {
            throw new AnswerUnusableException(
                $"{resource} did not finish its answer (\"{response.FinishReason?.Value ?? "no reason given"}\"). Retry the run, or set " +
                $"{settings.Section}:Model to another model if it happens again.");
        }

        return response.Text.Trim() is { Length: > 0 } text
            ? text
            : throw new AnswerUnusableException(
                $"{resource} gave an empty answer. Retry the run, or set {settings.Section}:Model to another model if it happens again.");
    }

    // A model that is asked more than it reads leaves the beginning out, and says nothing.
    private void CheckLength(IReadOnlyList<ChatMessage> messages)
    {
        long letters = messages.Sum(m => m.Text.EnumerateRunes().Sum(r => Script.IsHan(r) ? LettersPerToken : 1L));
        if (settings.MostInputTokens is { } most && letters / LettersPerToken > most)
        {
            throw new TranscriptUnusableException(
                $"The transcript is too long for the model: a request has some {letters / LettersPerToken} tokens, {most} are left for it. Raise " +
                $"{settings.Section}:ContextLength if the model and the machine can do it, or take a shorter transcript.");
        }
    }

    private async Task<ChatResponse> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (ClientResultException e)
        {
            throw Translate(e, e.Status, ErrorBody.Parse(e.GetRawResponse()?.Content.ToString()), e.Message);
        }
        catch (ProviderStatusException e)
        {
            throw Translate(e, (int)e.Status, ErrorBody.Parse(e.Body), e.Message);
        }
        catch (AuthenticationFailedException e)
        {
            throw new ProviderRefusedException(
                $"The app has no identity that {resource} knows: {e.Message.Split('\n')[0]} Give it one, or set {settings.Section}:Key; then retry the run.", e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw e.ActualValue is string reason && reason.StartsWith(ContentFilter, StringComparison.OrdinalIgnoreCase)
                ? Refused(e)
                : Foreign(e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Foreign(e);
        }
    }

    private ContentRefusedException Refused(Exception? e) => new(resource, settings.Section, e);

    private AnswerUnusableException Foreign(Exception e) => new(
        $"{resource} did not answer as its API does: {e.Message} Check {settings.Section}:Url, then retry the run.", e);

    private Exception Translate(Exception e, int status, ErrorBody? error, string message)
    {
        string said = WithoutKey(error?.Message ?? message.Split('\n')[0]);

        // exceptions are logged with what is inside them
        Exception? inner = HoldsKey(e) ? null : e;
        return status switch
        {
            0 => new HttpRequestException($"{resource} did not answer: {said}", inner),
            (int)HttpStatusCode.RequestTimeout or >= 500 =>
                new HttpRequestException($"{resource} answered {status}: {said}", inner, (HttpStatusCode)status),
            400 when error?.Code == ContentFilter => Refused(inner),
            401 or 403 => new ProviderRefusedException(
                $"{resource} does not accept the key ({status}): {said} Check {settings.Section}:Key, then retry the run.", inner),
            404 => new ProviderRefusedException(
                $"{resource} does not know the model or the path (404): {said} Check {settings.Section}:Model and {settings.Section}:Url, then " +
                "retry the run.",
                inner),
            _ => new ProviderRefusedException(
                $"{resource} refused the request ({status}): {said} Check the settings {settings.Section} and the transcript, then " +
                "retry the run.",
                inner),
        };
    }

    private bool HoldsKey(Exception e) => settings.Key.Length > 0 && e.ToString().Contains(settings.Key, StringComparison.Ordinal);

    // Some providers repeat the key that they refuse.
    private string WithoutKey(string text) => settings.Key.Length > 0 ? text.Replace(settings.Key, "***", StringComparison.Ordinal) : text;
}
