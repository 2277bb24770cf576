using System.Buffers;
using System.Collections.Frozen;

namespace VideoPipeline.Story.Transcripts;

/// <summary>
/// Cuts running text into sentences, English or Chinese or mixed: by end marks, with abbreviations, initials, decimals, enumerations
/// and quotations seen to. A sentence is always a piece of the text as it stands.
/// </summary>
internal static class SentenceSplitter
{
    // a quotation longer than this is cut like other text; a mark that is never closed must not swallow the rest
    private const int LongestQuotation = 240;

    private const string WideTerminators = "。！？；…";
    private const string Closers = "\"'”’)]）」』】》";
    private const string Openers = "\"'“‘([（「『【《";
    private const string OpenQuotes = "\"“「『";
    private const string CloseQuotes = "\"”」』";

    // before a name or a number; never the last word of a sentence
    private static readonly FrozenSet<string> Titles = FrozenSet.ToFrozenSet(
        ["mr", "mrs", "ms", "dr", "prof", "st", "gen", "col", "capt", "cpt", "lt", "sgt", "maj", "cmdr", "adm", "rev", "hon", "gov", "sen", "rep",
         "pres", "messrs", "mt", "ft", "fig", "vs", "e.g", "i.e", "cf", "ca", "approx", "viz", "al", "vol", "pp", "nos"],
        StringComparer.OrdinalIgnoreCase);

    // a number follows, or it is a word of its own
    private static readonly FrozenSet<string> BeforeNumbers = FrozenSet.ToFrozenSet(
        ["no", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "art", "sec", "p", "ch"],
        StringComparer.OrdinalIgnoreCase);

    // may end a sentence: then one of SentenceStarts follows
    private static readonly FrozenSet<string> Suffixes = FrozenSet.ToFrozenSet(
        ["jr", "sr", "inc", "ltd", "co", "corp", "bros", "etc", "esq", "a.m", "p.m", "u.s", "u.k", "u.n", "u.s.a", "b.c", "a.d", "b.c.e", "c.e", "d.c",
         "ph.d", "dept", "est", "ave", "blvd", "rd"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> SentenceStarts = FrozenSet.ToFrozenSet(
        ["The", "A", "An", "It", "Its", "He", "She", "They", "We", "You", "I", "In", "On", "At", "By", "For", "From", "To", "But", "And", "So",
         "Or", "Yet", "This", "That", "These", "Those", "There", "Then", "When", "While", "After", "Before", "Because", "If", "As", "With",
         "Not", "No", "His", "Her", "Their", "Our", "My", "What", "Why", "How", "Who", "Where", "Some", "Most", "Many", "Today", "Now",
         "Even", "Only", "Although", "However", "Meanwhile", "Nobody", "Everyone", "Once", "Another", "One", "All", "Every", "Its"],
        StringComparer.Ordinal);

    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create("，。！？；：,.!?\n");
    private static readonly string[] VerbsOfSaying = ["说", "道", "问", "喊", "叫", "答", "喝"];

    /// <summary>Whether the mark ends a sentence wherever the rules let it.</summary>
    public static bool IsTerminator(char c) => c is '.' or '!' or '?' || WideTerminators.Contains(c, StringComparison.Ordinal);

    /// <summary>Whether the text ends as a sentence does: with an end mark, quotes and brackets after it allowed.</summary>
    public static bool EndsSentence(string text)
    {
        ReadOnlySpan<char> end = text.AsSpan().TrimEnd().TrimEnd(Closers);
        return end.Length > 0 && IsTerminator(end[^1]);
    }

    /// <summary>The sentences in order, each without white space around it; stray marks between them are left out.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var sentences = new List<string>();
        int start = 0;
        int quotationEnd = -1;
        for (int i = 0; i < text.Length; i++)
        {
            if (i > quotationEnd && OpenQuotes.Contains(text[i], StringComparison.Ordinal))
            {
                quotationEnd = QuotationEnd(text, i);
            }

            if (!IsTerminator(text[i]))
            {
                continue;
            }

            int end = EndOfMarks(text, i);
            if (end > quotationEnd && EndsSentence(text, start, i, end))
            {
                Add(sentences, text[start..end]);
                start = end;
            }

            i = end - 1;
        }

        Add(sentences, text[start..]);
        return sentences;
    }

    private static void Add(List<string> sentences, string piece)
    {
        string sentence = piece.Trim();
        if (sentence.Any(char.IsLetterOrDigit))
        {
            sentences.Add(sentence);
        }
    }

    private static int QuotationEnd(string text, int open)
    {
        char close = CloseQuotes[OpenQuotes.IndexOf(text[open], StringComparison.Ordinal)];
        int end = text.IndexOf(close, open + 1, Math.Min(LongestQuotation, text.Length - open - 1));
        return end;
    }

    // After the run of end marks and the quotes and brackets that close with it.
    private static int EndOfMarks(string text, int mark)
    {
        int end = mark + 1;
        while (end < text.Length && IsTerminator(text[end]))
        {
            end++;
        }

        while (end < text.Length && Closers.Contains(text[end], StringComparison.Ordinal) && !OpensQuotation(text, end))
        {
            end++;
        }

        return end;
    }

    // A straight quote after an end mark closes unless a word follows it at once and a space stood before it.
    private static bool OpensQuotation(string text, int at) =>
        text[at] is '"' or '\'' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]) && char.IsWhiteSpace(text[at - 1]);

    private static bool EndsSentence(string text, int start, int mark, int end)
    {
        if (end == text.Length)
        {
            return true;
        }

        if (WideTerminators.Contains(text[mark], StringComparison.Ordinal) || Script.IsHan(text[end]))
        {
            return EndsWideSentence(text, start, mark, end);
        }

        if (!char.IsWhiteSpace(text[end]))
        {
            return false;
        }

        ReadOnlySpan<char> next = text.AsSpan(end).TrimStart().TrimStart(Openers);
        if (next.IsEmpty || char.IsLower(next[0]))
        {
            return next.IsEmpty;
        }

        bool lonePeriod = text[mark] == '.' && (mark + 1 == text.Length || text[mark + 1] != '.');
        return !lonePeriod || EndsAfterWord(text, start, mark, next);
    }

    private static bool EndsWideSentence(string text, int start, int mark, int end)
    {
        if (text[mark] == '.')
        {
            return !char.IsAsciiLetterOrDigit(text[mark - (mark > 0 ? 1 : 0)]) || Script.IsHan(text[end]);
        }

        // an ellipsis after a word or two is a hesitation
        if (text[mark] == '…' && mark - start < 6)
        {
            return false;
        }

        bool quoted = CloseQuotes.Contains(text[end - 1], StringComparison.Ordinal);
        return !quoted || !IsAttribution(text.AsSpan(end));
    }

    // 他喊道 and the like after a quotation belong to its sentence.
    private static bool IsAttribution(ReadOnlySpan<char> rest)
    {
        int clause = rest.IndexOfAny(ClauseEnds);
        ReadOnlySpan<char> head = rest[..Math.Min(clause < 0 ? rest.Length : clause, 10)];
        foreach (string verb in VerbsOfSaying)
        {
            if (head.Contains(verb, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsAfterWord(string text, int start, int mark, ReadOnlySpan<char> next)
    {
        int wordStart = mark;
        while (wordStart > start && !char.IsWhiteSpace(text[wordStart - 1]))
        {
            wordStart--;
        }

        string word = text[wordStart..mark].TrimStart(Openers.ToCharArray());
        if (Titles.Contains(word))
        {
            return false;
        }

        if (BeforeNumbers.Contains(word))
        {
            return !char.IsDigit(next[0]);
        }

        if (Suffixes.Contains(word))
        {
            return SentenceStarts.Contains(FirstWord(next));
        }

        bool initial = word.Length == 1 && char.IsUpper(word[0]) && word != "I";
        bool enumeration = word.All(char.IsAsciiDigit) && wordStart <= start + 1;
        return !initial && !enumeration;
    }

    private static string FirstWord(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        return text[..end].ToString();
    }
}
