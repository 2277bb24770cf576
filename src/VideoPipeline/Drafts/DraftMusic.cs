using System.Globalization;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Voice;

namespace VideoPipeline.Drafts;

/// <summary>Puts the music of a draft into its folder of materials and says when each piece is heard, and how loud.</summary>
internal sealed class DraftMusic(Gallery gallery, SoundMeter sounds, IOptions<DraftOptions> options, RunJournal journal, CallMeter meter)
{
    // what is shorter would be heard as a pattern, and a long narration would need very many of it
    private const long ShortestLength = 10_000_000;

    /// <summary>Pieces of a gallery, one after another, again and again until the narration ends.</summary>
    /// <param name="order">The run's order.</param>
    /// <param name="name">The gallery.</param>
    /// <param name="end">Where the narration ends.</param>
    /// <param name="narration">The narration's file; the music is set below its loudness.</param>
    /// <param name="folder">Where the music is put.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="GalleryNotFoundException">There is no such gallery, or no music in it.</exception>
    /// <exception cref="MusicUnreadableException">A file that was chosen cannot be used.</exception>
    /// <exception cref="ToolMissingException">A file's length cannot be told without ffprobe, and there is none.</exception>
    public Task<IReadOnlyList<MusicPiece>> FromGalleryAsync(
        DraftOrder order, string name, long end, string narration, string folder, CancellationToken cancellationToken) =>
        journal.RecordAsync(
            order.Run, PipelineStage.Draft, "music", () => ChooseAsync(order, name, end, narration, folder, cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<MusicPiece>> ChooseAsync(
        DraftOrder order, string name, long end, string narration, string folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> blobs = await gallery.ListMusicAsync(name, cancellationToken);
        if (!sounds.CanMeasureLoudness)
        {
            meter.Warn("There is no ffmpeg: the music is taken to be as loud as the voice. Install ffmpeg to have its loudness measured.");
        }

        double? voice = await LoudnessAsync(narration, cancellationToken);
        var files = new Dictionary<int, MusicPiece>();
        var pieces = new List<MusicPiece>();
        long at = 0;
        foreach (int index in GalleryOrder.Choose(blobs.Count, new SeededRandom(order.Run.Run, "music")))
        {
            if (!files.TryGetValue(index, out MusicPiece? file))
            {
                file = await SaveAsync(blobs[index], files.Count + 1, folder, voice, cancellationToken);
                files.Add(index, file);
            }

            MusicPiece piece = file with { Heard = new Timerange(at, Math.Min(file.Length, end - at)) };
            pieces.Add(piece);
            at = piece.Heard.End;
            if (at == end)
            {
                break;
            }
        }

        return pieces;
    }

    private async Task<MusicPiece> SaveAsync(string blob, int number, string folder, double? voice, CancellationToken cancellationToken)
    {
#pragma warning disable CA1308 // file names are in lower case
        string extension = Path.GetExtension(blob).ToLowerInvariant();
#pragma warning restore CA1308
        string fileName = string.Create(CultureInfo.InvariantCulture, $"music_{number:000}{extension}");
        string path = Path.Combine(folder, fileName);
        await gallery.DownloadMusicAsync(blob, path, cancellationToken);
        try
        {
            long length = Timerange.Microseconds(await sounds.LengthAsync(path, cancellationToken));
            double? own = await LoudnessAsync(path, cancellationToken);
            return length >= ShortestLength
                ? new MusicPiece(fileName, length, VolumeOf(own, voice), new Timerange(0, length))
                : throw new MusicUnreadableException($"The music {blob} is shorter than {ShortestLength / 1_000_000} s.");
        }
        catch (InvalidDataException e)
        {
            throw new MusicUnreadableException(
                $"The music {blob} cannot be decoded: {e.Message} Replace it by a file of the format that its name says, or remove it.", e);
        }
    }

    private async Task<double?> LoudnessAsync(string path, CancellationToken cancellationToken) =>
        sounds.CanMeasureLoudness ? (await sounds.MeasureAsync(path, "anull", cancellationToken))?.Loudness : null;

    // where either is unknown, or silent, the music is taken to be as loud as the voice
    private double VolumeOf(double? music, double? voice)
    {
        double decibels = ((voice - music) ?? 0) - options.Value.MusicUnderVoice;
        return Math.Round(Math.Min(Math.Pow(10, decibels / 20), AudioSegment.MaxVolume), 4);
    }
}
