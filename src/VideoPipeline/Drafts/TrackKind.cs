namespace VideoPipeline.Drafts;

/// <summary>What a track holds. The names in lower case are JianYing's.</summary>
public enum TrackKind
{
    /// <summary>Pictures.</summary>
    Video,

    /// <summary>Sounds.</summary>
    Audio,

    /// <summary>Texts.</summary>
    Text,
}
