using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Drafts;

/// <summary>Lays pictures, narration, music and subtitles on the tracks of a draft. The same input always gives the same draft.</summary>
internal sealed class DraftBuilder
{
    private const double SubtitlePlace = -0.8;
    private const long MusicComesIn = 2_000_000;
    private const long MusicGoesOut = 4_000_000;
    private const long MusicChanges = 1_000_000;

    // most cuts dissolve; the others are there for variety
    private static readonly TransitionKind[] Transitions =
    [
        TransitionKind.Dissolve, TransitionKind.Dissolve, TransitionKind.Dissolve,
        TransitionKind.SlideLeft, TransitionKind.SlideRight, TransitionKind.FlashBlack,
    ];

    private readonly DraftIds ids;
    private readonly SeededRandom moves;
    private readonly DraftScript script;
    private readonly SeededRandom transitions;

    public DraftBuilder(RunId run, DraftCanvas canvas, int framesPerSecond)
    {
        ids = new DraftIds(run);
        moves = new SeededRandom(run, "moves");
        transitions = new SeededRandom(run, "transitions");
        script = new DraftScript(ids.Next(), run.Value.ToString("N"), canvas, framesPerSecond);
    }

    /// <summary>The draft as far as it is built.</summary>
    public DraftScript Script => script;

    /// <summary>Adds the track of pictures.</summary>
    public void AddPictures(IReadOnlyList<Scene> scenes)
    {
        Track track = script.AddTrack(ids.Next(), TrackKind.Video, "");
        var materials = new Dictionary<string, PictureMaterial>(StringComparer.Ordinal);
        for (int i = 0; i < scenes.Count; i++)
        {
            Scene scene = scenes[i];
            if (!materials.TryGetValue(scene.FileName, out PictureMaterial? material))
            {
                material = script.Add(new PictureMaterial(ids.Next(), scene.FileName, scene.Width, scene.Height));
                materials.Add(scene.FileName, material);
            }

            List<string> references = [script.Add(new SpeedMaterial(ids.Next())).Id];
            if (i < scenes.Count - 1 && TransitionBetween(scene, scenes[i + 1]) is { } transition)
            {
                references.Add(transition.Id);
            }

            track.Add(Segment(material, scene, i) with { References = references });
        }
    }

    /// <summary>Adds the track of the narration.</summary>
    public void AddNarration(string fileName, long duration)
    {
        Track track = script.AddTrack(ids.Next(), TrackKind.Audio, "");
        AudioMaterial material = script.Add(new AudioMaterial(ids.Next(), fileName, duration));
        SpeedMaterial speed = script.Add(new SpeedMaterial(ids.Next()));
        var whole = new Timerange(0, duration);
        track.Add(new AudioSegment(ids.Next(), material.Id, whole, whole, 1) { References = [speed.Id] });
    }

    /// <summary>Adds the track of music. It comes in at the start and goes out at the end slowly, and from piece to piece faster.</summary>
    public void AddMusic(IReadOnlyList<MusicPiece> pieces)
    {
        Track track = script.AddTrack(ids.Next(), TrackKind.Audio, "");
        var materials = new Dictionary<string, AudioMaterial>(StringComparer.Ordinal);
        for (int i = 0; i < pieces.Count; i++)
        {
            MusicPiece piece = pieces[i];
            if (!materials.TryGetValue(piece.FileName, out AudioMaterial? material))
            {
                material = script.Add(new AudioMaterial(ids.Next(), piece.FileName, piece.Length));
                materials.Add(piece.FileName, material);
            }

            long half = piece.Heard.Duration / 2;
            var fade = new AudioFadeMaterial(
                ids.Next(), Math.Min(i == 0 ? MusicComesIn : MusicChanges, half), Math.Min(i == pieces.Count - 1 ? MusicGoesOut : MusicChanges, half));
            string[] references = [script.Add(new SpeedMaterial(ids.Next())).Id, script.Add(fade).Id];
            track.Add(new AudioSegment(ids.Next(), material.Id, piece.Heard, new Timerange(0, piece.Heard.Duration), piece.Volume)
            {
                References = references,
            });
        }
    }

    /// <summary>Adds the track of subtitles; a cue ends where the next one begins, or the narration ends, at the latest.</summary>
    public void AddSubtitles(IReadOnlyList<SubtitleCue> cues, long end)
    {
        SubtitleCue[] ordered = [.. cues.OrderBy(cue => cue.Start)];
        Track track = script.AddTrack(ids.Next(), TrackKind.Text, "");
        for (int i = 0; i < ordered.Length; i++)
        {
            long start = Timerange.Microseconds(ordered[i].Start);
            long next = i < ordered.Length - 1 ? Timerange.Microseconds(ordered[i + 1].Start) : end;
            long stop = Math.Min(Timerange.Microseconds(ordered[i].End), Math.Min(next, end));
            if (stop > start)
            {
                AddSubtitle(track, ordered[i].Text, new Timerange(start, stop - start));
            }
        }
    }

    private void AddSubtitle(Track track, string text, Timerange shown)
    {
        TextMaterial material = script.Add(new TextMaterial(ids.Next(), text, TextStyle.Subtitle));
        SpeedMaterial speed = script.Add(new SpeedMaterial(ids.Next()));
        track.Add(new TextSegment(ids.Next(), material.Id, shown) { Clip = new Clip { Y = SubtitlePlace }, References = [speed.Id] });
    }

    // a quarter of either picture at most, and none between pictures that are hardly seen
    private TransitionMaterial? TransitionBetween(Scene earlier, Scene later)
    {
        TransitionKind kind = Transitions[transitions.Next(Transitions.Length)];
        long longest = Math.Min(earlier.Shown.Duration, later.Shown.Duration) / 4;
        return longest < kind.DefaultDuration / 2
            ? null
            : script.Add(new TransitionMaterial(ids.Next(), kind, Math.Min(kind.DefaultDuration, longest)));
    }

    private PictureSegment Segment(PictureMaterial material, Scene scene, int index)
    {
        KenBurnsMove move = KenBurns.Choose(script.Canvas, scene, index, moves);
        Timerange shown = scene.Shown;
        return new PictureSegment(ids.Next(), material.Id, shown, new Timerange(0, shown.Duration))
        {
            Clip = new Clip { ScaleX = move.From.Scale, ScaleY = move.From.Scale, X = move.From.X, Y = move.From.Y },
            Keyframes =
            [
                Keyframes(KeyframeProperty.PositionX, shown, move.From.X, move.To.X),
                Keyframes(KeyframeProperty.PositionY, shown, move.From.Y, move.To.Y),
                Keyframes(KeyframeProperty.ScaleX, shown, move.From.Scale, move.To.Scale),
            ],
        };
    }

    private KeyframeList Keyframes(KeyframeProperty property, Timerange shown, double from, double to) =>
        new(ids.Next(), property, [new Keyframe(ids.Next(), 0, from), new Keyframe(ids.Next(), shown.Duration, to)]);
}
