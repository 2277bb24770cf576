namespace VideoPipeline.Voice;

/// <summary>What was spoken.</summary>
/// <param name="Audio">The audio of all sentences.</param>
/// <param name="Sentences">The sentences in order, with their lengths; together exactly as long as the audio.</param>
public sealed record Speech(SpokenAudio Audio, IReadOnlyList<SpokenSentence> Sentences);
