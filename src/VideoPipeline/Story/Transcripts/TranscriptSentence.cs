namespace VideoPipeline.Story.Transcripts;

/// <summary>One sentence of a transcript.</summary>
/// <param name="Text">The sentence with its punctuation, without line breaks or white space around it.</param>
/// <param name="Paragraph">The index of the paragraph that it stands in; subtitles have one paragraph per run without a long pause.</param>
public sealed record TranscriptSentence(string Text, int Paragraph);
