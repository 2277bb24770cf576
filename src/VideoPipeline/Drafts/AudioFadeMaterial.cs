namespace VideoPipeline.Drafts;

/// <summary>How a sound comes and goes. Lies in <c>materials.audio_fades</c>; the sound's segment refers to it.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="FadeIn">How long the sound takes to its full volume, in microseconds; 0 for at once.</param>
/// <param name="FadeOut">How long it takes to silence at its end, in microseconds; 0 for at once.</param>
public sealed record AudioFadeMaterial(string Id, long FadeIn, long FadeOut) : Material(Id);
