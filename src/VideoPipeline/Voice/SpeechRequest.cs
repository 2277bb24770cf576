namespace VideoPipeline.Voice;

/// <summary>What is to be spoken.</summary>
/// <param name="Sentences">The sentences, as they are to be shown; each has a letter or a digit.</param>
/// <param name="Language"><c>en</c> or <c>zh</c>.</param>
/// <param name="Gender">The narrator's voice.</param>
public sealed record SpeechRequest(IReadOnlyList<string> Sentences, string Language, NarratorGender Gender);
