namespace VideoPipeline.Drafts;

/// <summary>Segments of one kind, one after another. What JianYing would refuse is refused at the moment of adding.</summary>
public sealed class Track
{
    private readonly DraftScript script;
    private readonly List<Segment> segments = [];

    internal Track(DraftScript script, string id, TrackKind kind, string name)
    {
        this.script = script;
        Id = id;
        Kind = kind;
        Name = name;
    }

    /// <summary>Unique within the draft.</summary>
    public string Id { get; }

    /// <summary>What it holds.</summary>
    public TrackKind Kind { get; }

    /// <summary>What the user sees beside it; may be empty.</summary>
    public string Name { get; }

    /// <summary>The segments in the order of time.</summary>
    public IReadOnlyList<Segment> Segments => segments;

    /// <summary>Puts a segment after those that are there.</summary>
    /// <exception cref="DraftInvalidException">
    /// It overlaps or precedes one that is there, refers to a material that the draft does not have or that does not fit the track, or
    /// shows more than the material has; or the transition of the segment before it does not fit.
    /// </exception>
    public void Add(Segment segment)
    {
        CheckReferences(segment);
        CheckMaterial(segment);
        CheckPlace(segment);
        script.Claim(segment.Id);
        foreach (string id in OwnIds(segment))
        {
            script.Claim(id);
        }

        segments.Add(segment);
    }

    /// <summary>The transition from the segment of that index to the next one, or null.</summary>
    public TransitionMaterial? TransitionAfter(int index) =>
        segments[index].References.Select(script.Find).OfType<TransitionMaterial>().SingleOrDefault();

    /// <summary>How the sound of that index comes and goes, or null when it is there at once and to its end.</summary>
    public AudioFadeMaterial? FadeOf(int index) => segments[index].References.Select(script.Find).OfType<AudioFadeMaterial>().SingleOrDefault();

    private static IEnumerable<string> OwnIds(Segment segment) => segment is PictureSegment picture
        ? picture.Keyframes.SelectMany(list => list.Keyframes.Select(keyframe => keyframe.Id).Prepend(list.Id))
        : [];

    private void CheckReferences(Segment segment)
    {
        if (segment.References.FirstOrDefault(id => script.Find(id) is null) is { } dangling)
        {
            throw new DraftInvalidException($"The segment {segment.Id} refers to {dangling}, which is not in the draft.");
        }

        if (segment.References.Count(id => script.Find(id) is TransitionMaterial) > 1)
        {
            throw new DraftInvalidException($"The segment {segment.Id} has more than one transition.");
        }

        if (segment.References.Count(id => script.Find(id) is AudioFadeMaterial) > 1)
        {
            throw new DraftInvalidException($"The segment {segment.Id} fades in more than one way.");
        }
    }

    private void CheckMaterial(Segment segment)
    {
        Material material = script.Find(segment.MaterialId)
            ?? throw new DraftInvalidException($"The segment {segment.Id} shows {segment.MaterialId}, which is not in the draft.");
        switch (Kind, segment, material)
        {
            case (TrackKind.Video, PictureSegment picture, PictureMaterial):
                CheckSource(segment, picture.Source, PictureMaterial.Duration);
                CheckKeyframes(picture);
                break;
            case (TrackKind.Audio, AudioSegment audio, AudioMaterial sound):
                CheckSource(segment, audio.Source, sound.Duration);
                CheckVolume(audio);
                break;
            case (TrackKind.Text, TextSegment, TextMaterial):
                break;
            default:
                throw new DraftInvalidException($"A {Kind} track cannot hold the segment {segment.Id} with a {material.GetType().Name}.");
        }
    }

    private static void CheckSource(Segment segment, Timerange source, long available)
    {
        if (source.End > available)
        {
            throw new DraftInvalidException(
                $"The segment {segment.Id} uses its material up to {source.End} µs, but that is only {available} µs long.");
        }

        if (source.Duration != segment.Target.Duration)
        {
            throw new DraftInvalidException($"The segment {segment.Id} would change the speed of its material, which is not supported.");
        }
    }

    private static void CheckVolume(AudioSegment audio)
    {
        if (audio.Volume is not (>= 0 and <= AudioSegment.MaxVolume))
        {
            throw new DraftInvalidException($"The volume {audio.Volume} of the segment {audio.Id} is not between 0 and {AudioSegment.MaxVolume}.");
        }
    }

    private static void CheckKeyframes(PictureSegment picture)
    {
        foreach (KeyframeList list in picture.Keyframes)
        {
            bool ordered = list.Keyframes.Zip(list.Keyframes.Skip(1)).All(pair => pair.First.Offset < pair.Second.Offset);
            bool inside = list.Keyframes.All(keyframe => keyframe.Offset >= 0 && keyframe.Offset <= picture.Target.Duration);
            if (list.Keyframes.Count == 0 || !ordered || !inside || list.Keyframes.Any(keyframe => !double.IsFinite(keyframe.Value)))
            {
                throw new DraftInvalidException($"The keyframes of {list.Property} do not fit into the segment {picture.Id}.");
            }
        }

        if (picture.Keyframes.DistinctBy(list => list.Property).Count() < picture.Keyframes.Count)
        {
            throw new DraftInvalidException($"The segment {picture.Id} has two lists of keyframes for one property.");
        }
    }

    private void CheckPlace(Segment segment)
    {
        if (segments.LastOrDefault() is not { } last)
        {
            return;
        }

        if (segment.Target.Start < last.Target.End)
        {
            throw new DraftInvalidException(
                $"The segment {segment.Id} begins at {segment.Target.Start} µs, before the one ahead of it ends ({last.Target.End} µs).");
        }

        CheckTransition(last, segment);
    }

    private void CheckTransition(Segment last, Segment next)
    {
        if (TransitionAfter(segments.Count - 1) is not { } transition)
        {
            return;
        }

        if (next.Target.Start != last.Target.End)
        {
            throw new DraftInvalidException($"The transition after the segment {last.Id} leads into a gap.");
        }

        if (transition.Duration > Math.Min(last.Target.Duration, next.Target.Duration))
        {
            throw new DraftInvalidException($"The transition after the segment {last.Id} is longer than one of the pictures that it joins.");
        }
    }
}
