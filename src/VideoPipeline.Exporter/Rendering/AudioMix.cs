using System.Globalization;
using System.Text;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>A draft's sound: which files ffmpeg reads, and the filter that lays them on the timeline.</summary>
/// <param name="Files">
/// The sound files, in the order of the inputs after the pictures, one for each sound: ffmpeg reads each when its time has come. A file
/// that several sounds shared would be kept in memory for the last of them.
/// </param>
/// <param name="Filter">A filter graph whose output is <c>[a]</c>, exactly as long as the draft; silence where there is no sound.</param>
internal sealed record AudioMix(IReadOnlyList<string> Files, string Filter)
{
    private const int SampleRate = 48000;

    /// <summary>The mix of a draft.</summary>
    /// <exception cref="RenderFailedException">A sound file is missing.</exception>
    public static AudioMix Of(DraftScript script, string media)
    {
        var files = new List<string>();
        var filter = new StringBuilder();
        Track[] tracks = [.. script.Tracks.Where(track => track.Kind == TrackKind.Audio && track.Segments.Count > 0)];
        for (int i = 0; i < tracks.Length; i++)
        {
            List<string> pieces = Pieces(files, script, tracks[i], media);
            for (int j = 0; j < pieces.Count; j++)
            {
                filter.Append(CultureInfo.InvariantCulture, $"{pieces[j]}[t{i}p{j}];");
            }

            filter.AppendJoin("", pieces.Select((_, j) => $"[t{i}p{j}]"));
            filter.Append(CultureInfo.InvariantCulture, $"concat=n={pieces.Count}:v=0:a=1[t{i}];");
        }

        string all = string.Concat(Enumerable.Range(0, tracks.Length).Select(i => $"[t{i}]"));
        string source = tracks.Length == 0
            ? Silence
            : $"{all}amix=inputs={tracks.Length}:normalize=0:dropout_transition=0";
        filter.Append(CultureInfo.InvariantCulture, $"{source},apad,atrim=duration={Seconds(script.Duration)}[a]");
        return new AudioMix(files, filter.ToString());
    }

    private static string Silence => $"anullsrc=r={SampleRate}:cl=stereo";

    // the track's sounds one after another, with silence between them; each piece is as long as its time to the sample
    private static List<string> Pieces(List<string> files, DraftScript script, Track track, string media)
    {
        var pieces = new List<string>();
        long at = 0;
        for (int i = 0; i < track.Segments.Count; i++)
        {
            var segment = (AudioSegment)track.Segments[i];
            long start = SampleAt(segment.Target.Start);
            long end = SampleAt(segment.Target.End);
            if (start > at)
            {
                pieces.Add($"{Silence},atrim=end_sample={start - at}");
            }

            if (end > start)
            {
                files.Add(FileOf(script, segment, media));
                pieces.Add($"[{files.Count}:a:0]{Piece(segment, track.FadeOf(i))},apad,atrim=end_sample={end - start}");
            }

            at = end;
        }

        return pieces;
    }

    private static string FileOf(DraftScript script, AudioSegment segment, string media)
    {
        var material = (AudioMaterial)script.Find(segment.MaterialId)!;
        string file = Path.Combine(media, material.FileName);
        return File.Exists(file) ? file : throw new RenderFailedException($"The draft's sound {material.FileName} is missing.");
    }

    private static string Piece(AudioSegment segment, AudioFadeMaterial? fade)
    {
        string volume = segment.Volume.ToString("0.####", CultureInfo.InvariantCulture);
        return $"aformat=sample_fmts=fltp:sample_rates={SampleRate}:channel_layouts=stereo,"
            + $"atrim=start={Seconds(segment.Source.Start)}:duration={Seconds(segment.Source.Duration)},asetpts=PTS-STARTPTS,"
            + $"volume={volume}{Fades(segment.Target.Duration, fade)}";
    }

    private static string Fades(long duration, AudioFadeMaterial? fade)
    {
        var fades = new StringBuilder();
        if (fade?.FadeIn > 0)
        {
            fades.Append(CultureInfo.InvariantCulture, $",afade=t=in:d={Seconds(fade.FadeIn)}");
        }

        if (fade?.FadeOut > 0)
        {
            long last = Math.Min(fade.FadeOut, duration);
            fades.Append(CultureInfo.InvariantCulture, $",afade=t=out:st={Seconds(duration - last)}:d={Seconds(last)}");
        }

        return fades.ToString();
    }

    private static long SampleAt(long microseconds) => (long)Math.Round(microseconds / 1e6 * SampleRate);

    private static string Seconds(long microseconds) => (microseconds / 1e6).ToString("0.######", CultureInfo.InvariantCulture);
}
