using System.Text;
using System.Text.RegularExpressions;

namespace VideoPipeline.Voice;

/// <summary>
/// What espeak-ng is given of a sentence: plain words and marks. Brackets would begin phoneme codes, control characters its embedded
/// commands, angle brackets markup; symbols would be read out by name.
/// </summary>
internal static partial class EspeakText
{
    private const string ChineseDigits = "〇一二三四五六七八九";

    /// <summary>The text to speak; empty when there is no word in the sentence.</summary>
    public static string Clean(string sentence, string language)
    {
        string text = language == "zh" ? Year().Replace(sentence, m => DigitByDigit(m.ValueSpan)) : sentence;
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            clean.Append(Plain(rune));
        }

        string spoken = Spaces().Replace(clean.ToString(), " ").Trim().TrimStart('-', ',', ' ');
        return spoken.Any(char.IsLetterOrDigit) ? spoken : "";
    }

    private static string Plain(Rune rune) => rune.Value switch
    {
        '‘' or '’' or 'ʼ' => "'",
        '“' or '”' or '"' or '「' or '」' or '『' or '』' or '《' or '》' => " ",
        '–' or '—' => ", ",
        '…' => ". ",
        '·' => " ",
        '\'' or '.' or ',' or ';' or ':' or '!' or '?' or '-' or '%' or '$' or '&' or '/' or '+' or '=' or '°' or '£' or '€' => rune.ToString(),
        '，' or '。' or '！' or '？' or '；' or '：' or '、' or '％' => rune.ToString(),
        _ when Rune.IsLetterOrDigit(rune) => rune.ToString(),
        _ when Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark => rune.ToString(),
        _ => " ",
    };

    // a year is read digit by digit, unlike the number
    private static string DigitByDigit(ReadOnlySpan<char> digits)
    {
        var text = new StringBuilder(digits.Length);
        foreach (char digit in digits)
        {
            text.Append(ChineseDigits[digit - '0']);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"(?<![0-9])[0-9]{4}(?=\s?年)", RegexOptions.CultureInvariant)]
    private static partial Regex Year();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
