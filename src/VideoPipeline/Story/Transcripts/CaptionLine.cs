namespace VideoPipeline.Story.Transcripts;

/// <summary>What one cue adds to the running text.</summary>
/// <param name="Text">The text, on one line, without markup.</param>
/// <param name="Pause">The silence before it.</param>
internal sealed record CaptionLine(string Text, TimeSpan Pause);
