using System.Text;

namespace VideoPipeline.Story.Transcripts;

/// <summary>
/// Makes text of a transcript's bytes: UTF-8 and UTF-16 with or without a byte order mark, and GBK (read as GB 18030, which contains it).
/// What is none of them is refused rather than read with letters that are wrong.
/// </summary>
public static class TranscriptDecoder
{
    private const int GB18030 = 54936;

    // of the bytes of a UTF-16 text that has Latin letters or line ends
    private const double FewestZeros = 0.02;

    // of the characters, in a text that really is Chinese of the encoding that is tried: another one gives characters that nobody uses
    private const double CommonShare = 0.7;

    private const string Commonest = "，。、？！：；“”的了是在一不有";
    private const double CommonestShare = 0.03;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>The text, without byte order mark; null when the bytes are of no encoding that is known.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        Encoding encoding = MarkedEncoding(bytes) ?? UnmarkedUtf16(bytes) ?? StrictUtf8;
        return Text(encoding, bytes)
            ?? (encoding == StrictUtf8 ? ChineseUtf16(bytes, bigEndian: false) ?? ChineseUtf16(bytes, bigEndian: true) ?? Gbk(bytes) : null);
    }

    private static UnicodeEncoding? MarkedEncoding(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => Utf16(bigEndian: false),
        [0xFE, 0xFF, ..] => Utf16(bigEndian: true),
        _ => null,
    };

    // Without a mark the zeros tell: they are the upper halves of Latin letters, spaces and line ends, all on one side.
    private static UnicodeEncoding? UnmarkedUtf16(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % 2 != 0)
        {
            return null;
        }

        Span<int> zeros = [0, 0];
        for (int i = 0; i < bytes.Length; i++)
        {
            zeros[i % 2] += bytes[i] == 0 ? 1 : 0;
        }

        bool bigEndian = zeros[0] > zeros[1];
        (int few, int many) = bigEndian ? (zeros[1], zeros[0]) : (zeros[0], zeros[1]);
        return many > FewestZeros * bytes.Length && many > 10 * few ? Utf16(bigEndian) : null;
    }

    // Chinese has next to no zeros. Bytes of another encoding, read so, are a jumble of scripts, or of characters that nobody uses.
    private static string? ChineseUtf16(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        string? text = bytes.Length % 2 == 0 ? Text(Utf16(bigEndian), bytes) : null;
        return text is not null
            && text.Count(c => char.IsAscii(c) || Script.IsHan(c) || Commonest.Contains(c, StringComparison.Ordinal)) >= CommonShare * text.Length
            && text.Count(c => Commonest.Contains(c, StringComparison.Ordinal)) >= CommonestShare * text.Length
            ? text
            : null;
    }

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);

    private static string? Gbk(ReadOnlySpan<byte> bytes)
    {
        Encoding gbk = CodePagesEncodingProvider.Instance.GetEncoding(GB18030, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? throw new InvalidOperationException("The code page GB 18030 is missing from the runtime.");
        int pairs = 0;
        int common = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80)
            {
                continue;
            }

            // GB 2312's punctuation and its common characters, the rows that nearly all Chinese text is made of
            pairs++;
            common += bytes[i] is (>= 0xA1 and <= 0xA3) or (>= 0xB0 and <= 0xD7) && i + 1 < bytes.Length && bytes[i + 1] >= 0xA1 ? 1 : 0;
            i++;
        }

        return common >= CommonShare * pairs ? Text(gbk, bytes) : null;
    }

    private static string? Text(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
