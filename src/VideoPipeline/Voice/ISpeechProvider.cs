using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>Speaks texts.</summary>
public interface ISpeechProvider
{
    /// <summary>The name that the setting <c>Voice:Provider</c> knows it by.</summary>
    string Name { get; }

    /// <summary>What its requests count for in the setting <c>Limits</c>, such as <c>tts:easyvoice</c>; null when it sends none.</summary>
    string? Resource => null;

    /// <summary>The longest text that it takes at once, in UTF-16 units. At least <see cref="NarrationScript.MostCharacters"/>.</summary>
    int MostCharacters { get; }

    /// <summary>Speaks the sentences one after the other.</summary>
    /// <returns>The audio, with the length of every sentence in the order of the request; together they are all of the audio.</returns>
    /// <exception cref="ToolMissingException">The program that speaks is not installed.</exception>
    /// <exception cref="NarrationUnusableException">The provider refuses the voice, the language or the text.</exception>
    Task<Speech> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken);
}
