namespace VideoPipeline.Voice;

/// <summary>How loud a sound is.</summary>
/// <param name="Loudness">Over all of it, in LUFS (ITU-R BS.1770, integrated).</param>
/// <param name="Peak">Its highest sample, in decibels; full scale is 0.</param>
internal sealed record SoundLevel(double Loudness, double Peak);
