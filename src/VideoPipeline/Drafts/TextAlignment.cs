namespace VideoPipeline.Drafts;

/// <summary>Where a text's lines stand to each other. The values are JianYing's.</summary>
public enum TextAlignment
{
    /// <summary>They begin on one line.</summary>
    Left = 0,

    /// <summary>Their middles are on one line.</summary>
    Center = 1,

    /// <summary>They end on one line.</summary>
    Right = 2,
}
