using System.Globalization;
using System.Text;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>A draft's sound: which files ffmpeg reads, and the filter that lays them on the timeline.</summary>
/// <param name="Files">The sound files, in the order of the inputs after the pictures.</param>
/// <param name="Filter">A filter graph whose output is <c>[a]</c>, exactly as long as the draft; silence where there is no sound.</param>
internal sealed record AudioMix(IReadOnlyList<string> Files, string Filter)
{
    private const int SampleRate = 48000;

    /// <summary>The mix of a draft.</summary>
    /// <exception cref="RenderFailedException">A sound file is missing.</exception>
    public static AudioMix Of(DraftScript script, string media)
    {
        AudioSegment[] segments =
            [.. script.Tracks.Where(track => track.Kind == TrackKind.Audio).SelectMany(track => track.Segments).Cast<AudioSegment>()];
        List<string> files = [.. segments.Select(segment => FileOf(script, segment, media)).Distinct(StringComparer.Ordinal)];
        var filter = new StringBuilder();
        for (int i = 0; i < segments.Length; i++)
        {
            int input = files.IndexOf(FileOf(script, segments[i], media)) + 1;
            filter.Append(CultureInfo.InvariantCulture, $"[{input}:a:0]{Place(segments[i])}[a{i}];");
        }

        string all = string.Concat(Enumerable.Range(0, segments.Length).Select(i => $"[a{i}]"));
        string source = segments.Length == 0
            ? $"anullsrc=r={SampleRate}:cl=stereo,"
            : $"{all}amix=inputs={segments.Length}:normalize=0:dropout_transition=0,";
        filter.Append(CultureInfo.InvariantCulture, $"{source}apad,atrim=duration={Seconds(script.Duration)}[a]");
        return new AudioMix(files, filter.ToString());
    }

    private static string FileOf(DraftScript script, AudioSegment segment, string media)
    {
        var material = (AudioMaterial)script.Find(segment.MaterialId)!;
        string file = Path.Combine(media, material.FileName);
        return File.Exists(file) ? file : throw new RenderFailedException($"The draft's sound {material.FileName} is missing.");
    }

    private static string Place(AudioSegment segment)
    {
        long delay = segment.Target.Start * SampleRate / 1_000_000;
        string volume = segment.Volume.ToString("0.####", CultureInfo.InvariantCulture);
        return $"aformat=sample_rates={SampleRate}:channel_layouts=stereo,"
            + $"atrim=start={Seconds(segment.Source.Start)}:duration={Seconds(segment.Source.Duration)},asetpts=PTS-STARTPTS,"
            + $"volume={volume},adelay=delays={delay}S:all=1";
    }

    private static string Seconds(long microseconds) => (microseconds / 1e6).ToString("0.######", CultureInfo.InvariantCulture);
}
