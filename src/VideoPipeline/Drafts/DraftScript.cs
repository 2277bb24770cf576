namespace VideoPipeline.Drafts;

/// <summary>
/// A JianYing draft: materials, and tracks of segments that use them. A script that breaks the format's rules cannot be built, except for a
/// transition at a track's end, which <see cref="Complete"/> finds.
/// </summary>
public sealed class DraftScript
{
    /// <summary>The longest timeline, in microseconds: a day.</summary>
    public const long MaxDuration = 24L * 60 * 60 * 1_000_000;

    private readonly Dictionary<string, Material> byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly List<Material> materials = [];
    private readonly List<Track> tracks = [];

    /// <summary>An empty draft.</summary>
    /// <param name="id">A UUID with dashes in upper case; the draft's ID in both of its files.</param>
    /// <param name="name">The draft folder's name: <c>[A-Za-z0-9_-]</c> for JianYing's sake.</param>
    /// <param name="canvas">The picture's size.</param>
    /// <param name="framesPerSecond">1 to 120.</param>
    /// <exception cref="DraftInvalidException">The canvas or the frame rate is out of range.</exception>
    public DraftScript(string id, string name, DraftCanvas canvas, int framesPerSecond)
    {
        if (!canvas.IsValid)
        {
            throw new DraftInvalidException($"A canvas of {canvas.Width} x {canvas.Height} cannot be made into a video.");
        }

        if (framesPerSecond is < 1 or > 120)
        {
            throw new DraftInvalidException($"{framesPerSecond} frames per second is not between 1 and 120.");
        }

        Id = id;
        Name = name;
        Canvas = canvas;
        FramesPerSecond = framesPerSecond;
        Claim(id);
    }

    /// <summary>The draft's ID.</summary>
    public string Id { get; }

    /// <summary>The draft's name.</summary>
    public string Name { get; }

    /// <summary>The picture's size.</summary>
    public DraftCanvas Canvas { get; }

    /// <summary>The frame rate.</summary>
    public int FramesPerSecond { get; }

    /// <summary>All materials in the order in which they were added.</summary>
    public IReadOnlyList<Material> Materials => materials;

    /// <summary>All tracks in the order in which they were added; a later video track lies over an earlier one.</summary>
    public IReadOnlyList<Track> Tracks => tracks;

    /// <summary>The timeline's length in microseconds: where the last segment ends.</summary>
    public long Duration => tracks.SelectMany(track => track.Segments).Select(segment => segment.Target.End).DefaultIfEmpty(0).Max();

    /// <summary>Adds a material and returns it.</summary>
    /// <exception cref="DraftInvalidException">Its ID is taken, or its size or length is not above zero.</exception>
    public T Add<T>(T material)
        where T : Material
    {
        bool valid = material switch
        {
            PictureMaterial picture => picture is { Width: > 0, Height: > 0 },
            AudioMaterial audio => audio.Duration > 0,
            TransitionMaterial transition => transition.Duration > 0,
            AudioFadeMaterial fade => fade is { FadeIn: >= 0, FadeOut: >= 0 },
            TextMaterial text => text.Style.Size is > 0 and <= 100,
            _ => true,
        };
        if (!valid)
        {
            throw new DraftInvalidException($"The material {material.Id} has no size or no length.");
        }

        Claim(material.Id);
        materials.Add(material);
        byId.Add(material.Id, material);
        return material;
    }

    /// <summary>Adds an empty track and returns it.</summary>
    /// <exception cref="DraftInvalidException">Its ID is taken.</exception>
    public Track AddTrack(string id, TrackKind kind, string name)
    {
        Claim(id);
        var track = new Track(this, id, kind, name);
        tracks.Add(track);
        return track;
    }

    /// <summary>The material of that ID, or null.</summary>
    public Material? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>Checks what can only be seen once everything is there.</summary>
    /// <exception cref="DraftInvalidException">The draft is empty, or longer than <see cref="MaxDuration"/>, or a track's last segment has a transition, which leads nowhere.</exception>
    public void Complete()
    {
        if (Duration == 0)
        {
            throw new DraftInvalidException("The draft has nothing on its timeline.");
        }

        if (Duration > MaxDuration)
        {
            throw new DraftInvalidException($"The draft is {Duration / 3_600_000_000} hours long. {MaxDuration / 3_600_000_000} are the most.");
        }

        if (tracks.FirstOrDefault(track => track.Segments.Count > 0 && track.TransitionAfter(track.Segments.Count - 1) is not null) is { } open)
        {
            throw new DraftInvalidException($"The last segment of the track {open.Id} has a transition that leads nowhere.");
        }
    }

    internal void Claim(string id)
    {
        if (!ids.Add(id))
        {
            throw new DraftInvalidException($"The ID {id} is used twice in the draft.");
        }
    }
}
