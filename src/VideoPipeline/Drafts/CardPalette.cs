using SkiaSharp;

namespace VideoPipeline.Drafts;

/// <summary>The colours of a title card.</summary>
/// <param name="Deep">The ground's darkest corner.</param>
/// <param name="Mid">The ground's middle.</param>
/// <param name="Glow">The light on the ground.</param>
/// <param name="Accent">The line, the number and the label.</param>
internal sealed record CardPalette(SKColor Deep, SKColor Mid, SKColor Glow, SKColor Accent)
{
    private static readonly CardPalette[] All =
    [
        new(new SKColor(0xff0b1026), new SKColor(0xff1c2a5e), new SKColor(0xff4a6cf0), new SKColor(0xffffc46b)),
        new(new SKColor(0xff04171a), new SKColor(0xff0d4146), new SKColor(0xff1fb5a6), new SKColor(0xffffe08a)),
        new(new SKColor(0xff1a0713), new SKColor(0xff541534), new SKColor(0xffe2517a), new SKColor(0xffffcfa0)),
        new(new SKColor(0xff140a24), new SKColor(0xff3a1f66), new SKColor(0xff9a6bff), new SKColor(0xff9be8ff)),
        new(new SKColor(0xff1a0e05), new SKColor(0xff57300e), new SKColor(0xfff08a3c), new SKColor(0xffffe3b0)),
        new(new SKColor(0xff08150b), new SKColor(0xff1d4a2b), new SKColor(0xff5fc46b), new SKColor(0xfff3e9a0)),
    ];

    /// <summary>The palette of a chapter; neighbours differ.</summary>
    public static CardPalette Of(int number) => All[number % All.Length];
}
