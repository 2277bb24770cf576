using VideoPipeline.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>Speaks texts.</summary>
/// <remarks>
/// A provider over a network throws <see cref="RequestNotReservedException"/> or <see cref="ProviderBusyException"/> when it may not send a
/// request now; the same text may then be asked for again. What cannot be mended by trying again is a <see cref="StageFailedException"/>;
/// any other exception is a fault of infrastructure that has been retried already.
/// </remarks>
public interface ISpeechProvider
{
    /// <summary>The name that the setting <c>Voice:Provider</c> knows it by.</summary>
    string Name { get; }

    /// <summary>The resource whose limits count, for example <c>llm:openai</c>; null when no limit applies.</summary>
    string? Resource => null;

    /// <summary>
    /// Stands for everything that its speech depends on besides the request: it changes whenever its name, a voice, another setting that
    /// matters or its way of speaking does, so that a stage that is reused is one that would come out alike. Short, and free of secrets.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>The longest text that it takes at once, in UTF-16 units. At least <see cref="NarrationScript.MostCharacters"/>.</summary>
    int MostCharacters { get; }

    /// <summary>The most sentences that it takes at once. By default there is no such limit.</summary>
    int MostSentences => int.MaxValue;

    /// <summary>What it costs to speak so many characters; null when it costs nothing, or no price is set.</summary>
    decimal? CostOf(long characters) => null;

    /// <summary>Speaks the sentences one after the other.</summary>
    /// <returns>The audio, with the length of every sentence in the order of the request; together they are all of the audio.</returns>
    /// <exception cref="ToolMissingException">The program that speaks is not installed.</exception>
    /// <exception cref="NarrationUnusableException">The provider refuses the voice, the language or the text.</exception>
    Task<Speech> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken);
}
