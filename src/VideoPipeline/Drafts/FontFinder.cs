using SkiaSharp;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>
/// Finds a font file. One ships with the app, so that titles look alike on every machine, also on one without fonts. What it cannot show is
/// looked up where distributions, Windows and macOS put theirs: SkiaSharp's Linux build without dependencies sees no system fonts.
/// </summary>
/// <param name="preferredFile">A file that is tried first, or null.</param>
public sealed class FontFinder(string? preferredFile)
{
    private static readonly string[] WellKnown =
    [
        Path.Combine(AppContext.BaseDirectory, "fonts", "NotoSansSC-Bold.ttf"),
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
        "/System/Library/Fonts/PingFang.ttc",
        "/System/Library/Fonts/STHeiti Medium.ttc",
        "C:/Windows/Fonts/msyhbd.ttc",
        "C:/Windows/Fonts/msyh.ttc",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    ];

    /// <summary>The first font that can show every letter of a text.</summary>
    /// <exception cref="ToolMissingException">There is no such font; the message says what to install.</exception>
    public FontFile For(string text)
    {
        if (preferredFile is not null && !File.Exists(preferredFile))
        {
            throw new ToolMissingException($"The font file {preferredFile}", "Correct the setting Drafts:FontFile, or leave it out.");
        }

        IEnumerable<string> files = preferredFile is null ? WellKnown : WellKnown.Prepend(preferredFile);
        foreach (string file in files.Where(File.Exists))
        {
            if (Open(file) is { } found && Shows(found, text))
            {
                return found;
            }
        }

        throw new ToolMissingException("A font for this text", "Run `apt install fonts-noto-cjk`, or set Drafts:FontFile to a font file.");
    }

    // A collection holds one face for each region; the one for mainland China shows Chinese as its readers expect it.
    private static FontFile? Open(string file)
    {
        FontFile? first = null;
        for (int index = 0; index < 16; index++)
        {
            using SKTypeface? face = SKTypeface.FromFile(file, index);
            if (face is null)
            {
                break;
            }

            var found = new FontFile(file, index, face.FamilyName);
            if (face.FamilyName.EndsWith(" SC", StringComparison.Ordinal))
            {
                return found;
            }

            first ??= found;
        }

        return first;
    }

    private static bool Shows(FontFile font, string text)
    {
        using SKTypeface face = font.Open();
        using var glyphs = new SKFont(face);
        return text.EnumerateRunes().Where(System.Text.Rune.IsLetterOrDigit).All(rune => glyphs.GetGlyph(rune.Value) != 0);
    }
}
