using System.Globalization;
using VideoPipeline.Story;
using VideoPipeline.Voice;

namespace VideoPipeline.Drafts;

/// <summary>Puts the pictures of a draft into its folder of materials and says when each is shown.</summary>
internal sealed class DraftPictures(Gallery gallery, TitleCardPainter cards)
{
    // more pictures than a whole day of narration at the shortest picture time has; keeps a wrong duration from filling the disk
    private const int MaxScenes = 5000;

    private const double CardLiveliness = 0.35;

    /// <summary>Pictures of a gallery, each for the same time; the last one is cut where the narration ends.</summary>
    /// <exception cref="GalleryNotFoundException">There is no such gallery.</exception>
    public async Task<IReadOnlyList<Scene>> FromGalleryAsync(
        DraftOrder order, string name, long end, string folder, CancellationToken cancellationToken)
    {
        long each = Timerange.Microseconds(order.PictureDuration);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(each, nameof(order));
        long count = (end + each - 1) / each;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxScenes, nameof(order));

        IReadOnlyList<string> blobs = await gallery.ListPicturesAsync(name, cancellationToken);
        IEnumerable<int> chosen = GalleryOrder.Choose(blobs.Count, new SeededRandom(order.Run.Run, "pictures")).Take((int)count);
        var files = new Dictionary<int, Scene>();
        var scenes = new List<Scene>();
        foreach (int index in chosen)
        {
            var shown = new Timerange(scenes.Count * each, Math.Min(each, end - (scenes.Count * each)));
            if (!files.TryGetValue(index, out Scene? file))
            {
                Picture picture = PictureFile.Read(blobs[index], await gallery.ReadPictureAsync(blobs[index], cancellationToken));
                file = await SaveAsync(picture, files.Count + 1, folder, shown, cancellationToken);
                files.Add(index, file);
            }

            scenes.Add(file with { Shown = shown });
        }

        return scenes;
    }

    /// <summary>A title card for each chapter, from the chapter's start to the next one's.</summary>
    /// <exception cref="Pipelines.ToolMissingException">No font on this machine can show the titles.</exception>
    public async Task<IReadOnlyList<Scene>> FromChaptersAsync(
        StoryManifest story, VoiceManifest voice, long end, DraftCanvas canvas, string folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<(TitleCard Card, Timerange Shown)> cardTimes = CardTimes(story, voice, end);
        var scenes = new List<Scene>();
        foreach ((TitleCard card, Timerange shown) in cardTimes)
        {
            Picture picture = cards.Paint(card, canvas);
            Scene scene = await SaveAsync(picture, scenes.Count + 1, folder, shown, cancellationToken);
            scenes.Add(scene with { Liveliness = CardLiveliness });
        }

        return scenes;
    }

    private static List<(TitleCard Card, Timerange Shown)> CardTimes(StoryManifest story, VoiceManifest voice, long end)
    {
        var times = new List<(TitleCard Card, Timerange Shown)>();
        for (int i = 0; i < voice.Chapters.Count; i++)
        {
            // the first card is there from the first frame on
            long start = times.Count == 0 ? 0 : times[^1].Shown.End;
            long stop = i < voice.Chapters.Count - 1 ? Math.Min(Timerange.Microseconds(voice.Chapters[i + 1].Start), end) : end;
            if (stop > start)
            {
                times.Add((new TitleCard(i + 1, voice.Chapters[i].Title, story.Title, voice.Language), new Timerange(start, stop - start)));
            }
        }

        if (times.Count == 0)
        {
            times.Add((new TitleCard(0, story.Title, story.Title, voice.Language), new Timerange(0, end)));
        }

        return times;
    }

    private static async Task<Scene> SaveAsync(Picture picture, int number, string folder, Timerange shown, CancellationToken cancellationToken)
    {
        string fileName = string.Create(CultureInfo.InvariantCulture, $"picture_{number:000}{picture.Extension}");
        await File.WriteAllBytesAsync(Path.Combine(folder, fileName), picture.Content, cancellationToken);
        return new Scene(fileName, picture.Width, picture.Height, shown);
    }
}
