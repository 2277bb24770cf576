using System.Text;

namespace VideoPipeline.Story.Transcripts;

/// <summary>What the pipeline must know about writing systems. Ranges after the block list of Unicode.</summary>
internal static class Script
{
    /// <summary>How many times longer a Chinese character takes to speak than a Latin letter.</summary>
    public const int HanWeight = 3;

    /// <summary>How many letters are spoken in a second, about.</summary>
    public const int SpokenPerSecond = 15;

    /// <summary>Whether the character is a Chinese character.</summary>
    public static bool IsHan(Rune rune) => rune.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3FFFF) or 0x3007;

    /// <inheritdoc cref="IsHan(Rune)"/>
    public static bool IsHan(char c) => Rune.TryCreate(c, out Rune rune) && IsHan(rune);

    /// <summary>Whether the character is as wide as it is high: Chinese, kana, hangul, their punctuation, and emoji.</summary>
    public static bool IsWide(Rune rune) => IsHan(rune) || rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x30FF)
        or (>= 0x3100 and <= 0x33FF) or (>= 0xA000 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xFE30 and <= 0xFE4F)
        or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF);

    /// <summary>The width of a text in columns: 2 for a wide character, 1 for any other.</summary>
    public static int ColumnsOf(string text) => text.EnumerateRunes().Sum(r => IsWide(r) ? 2 : 1);

    /// <summary>How long a text takes to speak, in letters: letters and digits count 1, Chinese characters <see cref="HanWeight"/>.</summary>
    public static int SpokenLengthOf(string text) =>
        text.EnumerateRunes().Sum(r => IsHan(r) ? HanWeight : Rune.IsLetterOrDigit(r) ? 1 : 0);

    /// <summary>The language by the share of its script: <c>zh</c>, <c>en</c>, or null when most letters are neither Chinese nor Latin.</summary>
    public static string? LanguageOf(string text)
    {
        int han = 0;
        int latin = 0;
        int other = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsHan(rune))
            {
                han++;
            }
            else if (IsLatin(rune))
            {
                latin++;
            }
            else if (Rune.IsLetter(rune))
            {
                other++;
            }
        }

        if (other > han + latin)
        {
            return null;
        }

        // a Chinese word is about two characters, an English one about five: the text is in the language that has more words
        return han * 5 >= latin * 2 && han > 0 ? "zh" : "en";
    }

    private static bool IsLatin(Rune rune) => Rune.IsLetter(rune) && rune.Value is < 0x0250 or (>= 0x1E00 and <= 0x1EFF);
}
