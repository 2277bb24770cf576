namespace VideoPipeline.Drafts;

/// <summary>What a keyframe sets. The names with <c>KFType</c> before them are JianYing's.</summary>
public enum KeyframeProperty
{
    /// <summary>As <see cref="Clip.X"/>.</summary>
    PositionX,

    /// <summary>As <see cref="Clip.Y"/>.</summary>
    PositionY,

    /// <summary>As <see cref="Clip.ScaleX"/>; alone it scales both ways alike.</summary>
    ScaleX,

    /// <summary>As <see cref="Clip.ScaleY"/>.</summary>
    ScaleY,

    /// <summary>As <see cref="Clip.Rotation"/>.</summary>
    Rotation,

    /// <summary>As <see cref="Clip.Alpha"/>.</summary>
    Alpha,
}
