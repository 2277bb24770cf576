using System.Collections.Frozen;
using System.Text.RegularExpressions;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>
/// The phrases that a text is about. English: names (runs of capitalised words) and runs of words without stop words that come again;
/// Chinese: runs of characters without grammar that come again. Longer ones stand for the shorter ones in them.
/// </summary>
internal static partial class KeyPhrases
{
    private const int LongestEnglish = 3;
    private const int LongestChinese = 6;
    private const double NameBonus = 1.6;

    // a phrase does not begin with one of these: it would be the counting word of a number left out
    private const string MeasureWords = "口件张座条只匹艘位户";

    private static readonly FrozenSet<string> Vague = FrozenSet.ToFrozenSet(["东西", "事情", "问题", "知道", "开始", "已经", "没有", "成为", "出来", "起来", "学家"]);

    private static readonly FrozenSet<string> Calendar = FrozenSet.ToFrozenSet(
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
         "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The phrases, the weightiest first.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> sentences, string language)
    {
        Dictionary<string, double> weights = language == "zh" ? Chinese(sentences) : English(sentences);
        var found = new List<string>();
        foreach ((string phrase, _) in weights.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal))
        {
            if (!found.Any(f => f.Contains(phrase, StringComparison.OrdinalIgnoreCase) || phrase.Contains(f, StringComparison.OrdinalIgnoreCase)))
            {
                found.Add(phrase);
            }
        }

        return found;
    }

    private static Dictionary<string, double> English(IReadOnlyList<string> sentences)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var phrases = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string sentence in sentences)
        {
            foreach (string name in NamesOf(sentence))
            {
                names[name] = names.GetValueOrDefault(name) + 1;
            }

            foreach (string phrase in PhrasesOf(sentence))
            {
                phrases[phrase] = phrases.GetValueOrDefault(phrase) + 1;
            }
        }

        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, int count) in names.Where(n => n.Value > 1 || n.Key.Contains(' ', StringComparison.Ordinal)))
        {
            weights[name] = count * NameBonus * (1 + (0.4 * name.Count(c => c == ' ')));
        }

        foreach ((string phrase, int count) in phrases.Where(p => p.Value > 1 && !names.Keys.Contains(p.Key, StringComparer.OrdinalIgnoreCase)))
        {
            weights[phrase] = count * (1 + (0.8 * phrase.Count(c => c == ' ')));
        }

        return weights;
    }

    // The word that a sentence begins with is capitalised anyway: it counts only as part of a longer name.
    private static IEnumerable<string> NamesOf(string sentence)
    {
        int firstLetter = sentence.TakeWhile(c => !char.IsLetterOrDigit(c)).Count();
        foreach (Match match in Name().Matches(sentence))
        {
            string[] words = match.Value.Split(' ');
            int start = 0;
            while (start < words.Length && (Terms.IsStopWord(words[start]) || Calendar.Contains(words[start])))
            {
                start++;
            }

            bool opensSentence = match.Index <= firstLetter;
            bool proven = !opensSentence || start > 0 || words.Length > 1;
            if (start < words.Length && proven && words[start].Length > 1)
            {
                yield return string.Join(' ', words[start..]);
            }
        }
    }

    private static IEnumerable<string> PhrasesOf(string sentence)
    {
        // a word of a longer name says nothing of itself: "end" of "North End"
        string rest = Name().Replace(sentence, n => n.Value.Contains(' ', StringComparison.Ordinal) ? "," : n.Value);
        foreach (string clause in ClauseMarks().Split(rest))
        {
            string[] words = [.. Terms.WordsOf(clause).Select(w => w.ToLowerInvariant())];
            for (int start = 0; start < words.Length; start++)
            {
                for (int end = start; end < Math.Min(words.Length, start + LongestEnglish) && IsContent(words[end]); end++)
                {
                    yield return string.Join(' ', words[start..(end + 1)]);
                }
            }
        }
    }

    private static bool IsContent(string word) =>
        word.Length > 2 && char.IsLetter(word[0]) && !Terms.IsStopWord(word) && !Calendar.Contains(word) && !word.EndsWith("ly", StringComparison.Ordinal)
        && !word.EndsWith("ed", StringComparison.Ordinal);

    private static Dictionary<string, double> Chinese(IReadOnlyList<string> sentences)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string run in sentences.SelectMany(ContentRuns))
        {
            for (int start = 0; start < run.Length; start++)
            {
                for (int length = 2; length <= LongestChinese && start + length <= run.Length; length++)
                {
                    string phrase = run.Substring(start, length);
                    counts[phrase] = counts.GetValueOrDefault(phrase) + 1;
                }
            }
        }

        return counts
            .Where(p => p.Value > 1 && !Vague.Contains(p.Key) && !MeasureWords.Contains(p.Key[0], StringComparison.Ordinal))
            .ToDictionary(p => p.Key, p => p.Value * (p.Key.Length - 0.5), StringComparer.Ordinal);
    }

    private static IEnumerable<string> ContentRuns(string sentence)
    {
        int start = 0;
        for (int i = 0; i <= sentence.Length; i++)
        {
            if (i == sentence.Length || !Script.IsHan(sentence[i]) || Terms.IsFunctionCharacter(sentence[i]))
            {
                if (i - start > 1)
                {
                    yield return sentence[start..i];
                }

                start = i + 1;
            }
        }
    }

    // capitalised words, joined by "of", "of the", "and the" and the like only when another one follows
    [GeneratedRegex(@"\b[A-Z][\w'’-]*(?: (?:(?:of|de|the|and|on) ){0,2}[A-Z][\w'’-]*)*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"[^\w\s'’-]+", RegexOptions.CultureInvariant)]
    private static partial Regex ClauseMarks();
}
