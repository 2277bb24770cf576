namespace VideoPipeline.Voice;

/// <summary>One subtitle: a text and when it is shown.</summary>
/// <param name="Start">When it appears, from the start of the audio; whole milliseconds, not negative.</param>
/// <param name="End">When it disappears; after <paramref name="Start"/>.</param>
/// <param name="Text">What is shown: one line or several, parted by <c>\n</c>; never a blank line.</param>
public sealed record SubtitleCue(TimeSpan Start, TimeSpan End, string Text);
