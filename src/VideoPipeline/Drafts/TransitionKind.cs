namespace VideoPipeline.Drafts;

/// <summary>A transition of JianYing's that is free to export. JianYing fetches the effect itself by these numbers.</summary>
/// <param name="Name">JianYing's name for it.</param>
/// <param name="ResourceId">JianYing's resource.</param>
/// <param name="EffectId">JianYing's effect.</param>
/// <param name="DefaultDuration">How long JianYing makes it, in microseconds.</param>
/// <param name="Overlaps">Whether the two pictures are seen together.</param>
public sealed record TransitionKind(string Name, string ResourceId, string EffectId, long DefaultDuration, bool Overlaps)
{
    /// <summary>One picture shows through the other.</summary>
    public static TransitionKind Dissolve { get; } = new("叠化", "6724845717472416269", "322577", 500_000, true);

    /// <summary>Through black.</summary>
    public static TransitionKind FlashBlack { get; } = new("闪黑", "6724239388189921806", "321493", 500_000, false);

    /// <summary>Through white.</summary>
    public static TransitionKind FlashWhite { get; } = new("闪白", "6724845376098013708", "322575", 500_000, false);

    /// <summary>The next picture pushes the earlier one out to the right.</summary>
    public static TransitionKind SlideRight { get; } = new("向右", "6724227599616184836", "359527", 1_000_000, false);

    /// <summary>The next picture pushes the earlier one out to the left.</summary>
    public static TransitionKind SlideLeft { get; } = new("向左", "6724227717195108867", "359529", 500_000, false);

    /// <summary>All that this program puts into drafts, and renders as JianYing shows them.</summary>
    public static IReadOnlyList<TransitionKind> All { get; } = [Dissolve, FlashBlack, FlashWhite, SlideRight, SlideLeft];
}
