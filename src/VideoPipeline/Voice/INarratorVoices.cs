namespace VideoPipeline.Voice;

/// <summary>A provider's voices: one for each language that stories are in, and each gender.</summary>
internal interface INarratorVoices
{
    /// <summary>The female voice for English.</summary>
    string EnglishFemale { get; }

    /// <summary>The male voice for English.</summary>
    string EnglishMale { get; }

    /// <summary>The female voice for Chinese.</summary>
    string ChineseFemale { get; }

    /// <summary>The male voice for Chinese.</summary>
    string ChineseMale { get; }

    /// <summary>The voice for a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="provider">The provider's name, for people.</param>
    /// <exception cref="NarrationUnusableException">There is none for its language.</exception>
    string VoiceFor(SpeechRequest request, string provider) => (request.Language, request.Gender) switch
    {
        ("en", NarratorGender.Female) => EnglishFemale,
        ("en", NarratorGender.Male) => EnglishMale,
        ("zh", NarratorGender.Female) => ChineseFemale,
        ("zh", NarratorGender.Male) => ChineseMale,
        _ => throw new NarrationUnusableException(
            $"There is no {provider} voice for the language \"{request.Language}\" ({request.Gender}). Stories are in English (en) or Chinese (zh)."),
    };
}
