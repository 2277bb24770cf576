using System.Collections.Frozen;
using System.Text;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>The terms that a sentence is compared by: English words without inflection, and pairs of neighbouring Chinese characters.</summary>
internal static class Terms
{
    private static readonly FrozenSet<string> StopWords = FrozenSet.ToFrozenSet(
        """
        a about above after again against ago all almost along already also although always am among an and another any anyone anything are
        around as at away back be became because become been before began behind being below between both but by came can cannot come could
        day days did do does doing done down during each either else enough even ever every everyone everything few first for found from
        gave get gets give go goes going gone got had half has have having he her here hers him his how however i if in inside instead into
        is it its itself just kept knew know known last later least left less let like little long look made make makes many may me might
        mine more most much must my near need neither never new next no nobody none nor not nothing now of off often old on once one only
        onto or other others our out outside over own part people per perhaps put quite rather really right said same saw say says see seem
        seemed seen several shall she should since so some someone something soon still such take taken tell than that the their them then
        there these they thing things this those though three through thus to today together told too took toward towards turned two under
        until up upon us use used very want was way we well went were what when where whether which while who whole whom whose why will
        with within without would yet you your yours don't didn't doesn't isn't wasn't weren't couldn't wouldn't can't won't it's that's
        there's i'm we're they're you're he's she's i've we've they've four five six seven eight nine ten hundred thousand years year
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);

    // characters of grammar, numbers and counting: a pair with one of them says little
    private static readonly FrozenSet<char> FunctionCharacters = FrozenSet.ToFrozenSet(
        "的了是在和与也就都不没有这那哪把被从到对为而以及其将会能可要让使给向往得地着过吗呢吧啊们它他她我你您个之所于或但却又还再很更最太只并且若如因此由"
        + "一二三四五六七八九十百千万亿两几多年月日时们些什么怎样每各第当比同后前里上下中内外间次位种条名座");

    /// <summary>The terms in order, repeated ones too.</summary>
    public static IEnumerable<string> Of(string sentence)
    {
        foreach (string word in WordsOf(sentence))
        {
            if (Script.IsHan(word[0]))
            {
                for (int i = 0; i + 1 < word.Length; i++)
                {
                    if (!FunctionCharacters.Contains(word[i]) && !FunctionCharacters.Contains(word[i + 1]))
                    {
                        yield return word.Substring(i, 2);
                    }
                }
            }
            else if (!StopWords.Contains(word) && word.Length > 1)
            {
                yield return Stem(word);
            }
        }
    }

    /// <summary>Whether an English word carries grammar rather than meaning.</summary>
    public static bool IsStopWord(string word) => StopWords.Contains(word);

    /// <summary>Whether a Chinese character carries grammar or number rather than meaning.</summary>
    public static bool IsFunctionCharacter(char c) => FunctionCharacters.Contains(c);

    /// <summary>The words as they stand: runs of letters and digits with inner apostrophes and hyphens, and runs of Chinese characters.</summary>
    public static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i] == '’' ? '\'' : text[i];
            bool inner = c is '\'' or '-' && word.Length > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]);
            bool belongs = inner || char.IsLetterOrDigit(c);
            bool changes = word.Length > 0 && belongs && Script.IsHan(c) != Script.IsHan(word[0]);
            if (word.Length > 0 && (!belongs || changes))
            {
                yield return word.ToString();
                word.Clear();
            }

            if (belongs)
            {
                word.Append(c);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>A word without case and the commonest endings, so that its forms count as one.</summary>
    public static string Stem(string word)
    {
        string stem = word.ToLowerInvariant();
        stem = stem.EndsWith("'s", StringComparison.Ordinal) ? stem[..^2] : stem;
        return stem switch
        {
            { Length: > 4 } when stem.EndsWith("ies", StringComparison.Ordinal) => stem[..^3] + "y",
            { Length: > 5 } when stem.EndsWith("ing", StringComparison.Ordinal) => stem[..^3],
            { Length: > 4 } when stem.EndsWith("ed", StringComparison.Ordinal) => stem[..^2],
            { Length: > 3 } when stem.EndsWith('s') && stem[^2] is not ('s' or 'u' or 'i') => stem[..^1],
            _ => stem,
        };
    }
}
