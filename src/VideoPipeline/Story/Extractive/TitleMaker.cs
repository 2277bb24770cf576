using System.Buffers;
using System.Text.RegularExpressions;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>
/// Makes titles of a text's own words: its most telling sentence or clause that is short and stands alone. A clause is taken only where it
/// has its subject: the first of a sentence, or the one after an adverbial.
/// </summary>
internal static partial class TitleMaker
{
    private const int LeastColumns = 12;
    private const int MostChapterTitle = 68;
    private const int IdealChapterTitle = 36;
    private const int MostStoryClause = 86;
    private const int IdealStoryClause = 60;
    private const int MostStoryTitle = 100;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"“”「」『』");

    /// <summary>A title of at most 68 columns for one chapter, other than those given before.</summary>
    public static string ForChapter(IReadOnlyList<string> sentences, IReadOnlySet<string> taken) =>
        BestClause(sentences, taken, MostChapterTitle, IdealChapterTitle) ?? Shorten(sentences[0]);

    /// <summary>The story's title, at most 100 characters: its heading, or what it is about and its most telling clause.</summary>
    public static string ForStory(string? heading, IReadOnlyList<string> sentences, string language)
    {
        if (heading is { Length: > 0 })
        {
            return heading.Length <= MostStoryTitle ? heading : Shorten(heading);
        }

        string clause = BestClause(sentences, new HashSet<string>(), MostStoryClause, IdealStoryClause) ?? Shorten(sentences[0]);
        string? phrase = KeyPhrases.Find(sentences, language).Take(3).FirstOrDefault(p => !clause.Contains(p, StringComparison.OrdinalIgnoreCase));
        string separator = language == "zh" ? "：" : ": ";
        string full = $"{Capitalize(phrase ?? "")}{separator}{clause}";
        return phrase is null || full.Length > MostStoryTitle ? clause : full;
    }

    /// <summary>The beginning of a text in at most 68 columns, cut between words, with an ellipsis if anything was cut.</summary>
    public static string Shorten(string text)
    {
        string head = ClauseCutter.Cut(text, MostChapterTitle - 2, r => Script.IsWide(r) ? 2 : 1)[0];
        return head.Length < text.Trim().Length ? head.TrimEnd(',', ';', ':', '，', '；', '：', ' ') + "…" : Bare(head);
    }

    private static string? BestClause(IReadOnlyList<string> sentences, IReadOnlySet<string> taken, int most, int ideal)
    {
        Dictionary<string, int> weights = sentences.SelectMany(Terms.Of).GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return sentences
            .Select((sentence, index) => (Sentence: sentence, Index: index))
            .SelectMany(s => ClausesOf(s.Sentence).Select(clause => (Clause: clause, s.Index)))
            .Where(c => IsTitle(c.Clause, most) && !taken.Contains(c.Clause))
            .OrderByDescending(c => Score(c.Clause, weights, ideal) - (0.04 * c.Index))
            .Select(c => c.Clause)
            .FirstOrDefault();
    }

    // The whole sentence, its first clause, and the clause after an adverbial; each without the end mark.
    private static IEnumerable<string> ClausesOf(string sentence)
    {
        if (sentence.AsSpan().ContainsAny(Quotes) || Phrasing.LeansBack(sentence))
        {
            yield break;
        }

        string bare = Bare(sentence);
        string[] clauses = [.. ClauseMarks().Split(bare).Select(c => c.Trim())];
        yield return Capitalize(bare);
        if (clauses.Length > 1)
        {
            bool adverbial = Subordinate().IsMatch(clauses[0]);
            yield return Capitalize(clauses[adverbial ? 1 : 0]);
        }
    }

    private static bool IsTitle(string clause, int most)
    {
        int columns = Script.ColumnsOf(clause);
        return columns >= LeastColumns
            && columns <= most
            && !Phrasing.LeansBack(clause)
            && !Subordinate().IsMatch(clause)
            && (Script.IsHan(clause[0]) || Terms.WordsOf(clause).Count() >= 4);
    }

    // Terms that the chapter repeats, per length, with a leaning to a title's length.
    private static double Score(string clause, Dictionary<string, int> weights, int ideal)
    {
        string[] terms = [.. Terms.Of(clause).Distinct()];
        double weight = terms.Sum(t => Math.Log2(1 + weights.GetValueOrDefault(t))) / Math.Sqrt(terms.Length + 2);
        double off = (Script.ColumnsOf(clause) - ideal) / (double)ideal;
        double inner = ClauseMarks().Count(clause) * 0.15;
        return weight - (0.5 * off * off) - inner;
    }

    private static string Bare(string sentence) => sentence.Trim().TrimEnd('.', '!', '。', '！', '；', '…', ';', ' ');

    private static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex(@"[,;:](?=\s)|\s[—–-]+\s|—+|[，；：]", RegexOptions.CultureInvariant)]
    private static partial Regex ClauseMarks();

    [GeneratedRegex(
        @"^(?:when|while|if|as|because|since|although|though|after|before|until|unless|once|where|in|on|at|by|from|for|with|without|during|despite|"
        + @"through|throughout|under|over|between|among|across|along|about|around|near|of|to|into|like|unlike|instead|according|now|then|yes|no)\b"
        + "|^(?:当|如果|虽然|尽管|即使|由于|为了|随着|在|从|自|到|直到|每当|无论|只要|只有|据|根据|对于|关于|按照|公元)|[的地得和与]$|时$|以后$|之后$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Subordinate();
}
