namespace VideoPipeline.Voice;

/// <summary>What is spoken at once.</summary>
/// <param name="Chapter">The index of the chapter that it belongs to.</param>
/// <param name="Sentences">Its sentences in order; at least one.</param>
public sealed record NarrationChunk(int Chapter, IReadOnlyList<string> Sentences);
