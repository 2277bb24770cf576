using System.Text;

namespace VideoPipeline.Testing;

/// <summary>A command that a page has its readers type, or names within a sentence.</summary>
/// <param name="Page">The page.</param>
/// <param name="IsSample">True in a block of its own, where it is complete; false in a sentence, where it may be a mere name.</param>
/// <param name="Variables">The environment that it is given on its line.</param>
/// <param name="Words">The program and its arguments, without quotes.</param>
public sealed record PageCommand(string Page, bool IsSample, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<string> Words)
{
    /// <summary>The arguments.</summary>
    public IEnumerable<string> Arguments => Words.Skip(1);

    /// <summary>The commands of a text, as a shell reads them: comments, quotes, continued lines, signs between commands.</summary>
    public static IEnumerable<PageCommand> Read(string page, bool isSample, string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\'' or '"' && text.IndexOf(c, i + 1) is var end and > 0)
            {
                (word ??= new StringBuilder()).Append(text, i + 1, end - i - 1);
                i = end;
            }
            else if (c == '\\' && i + 1 < text.Length)
            {
                i++;
                word = text[i] == '\n' ? word : (word ?? new StringBuilder()).Append(text[i]);
            }
            else if (c is '&' or '|' or ';' or '\n' or ' ' or '\t' or '#' && (c != '#' || word is null))
            {
                Add(words, ref word);
                i = c == '#' ? EndOfLine(text, i) : i;
                if (c is not (' ' or '\t') && words.Count > 0)
                {
                    yield return Of(page, isSample, words);
                    words = [];
                }
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        Add(words, ref word);
        if (words.Count > 0)
        {
            yield return Of(page, isSample, words);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Page}: {string.Join(' ', Words)}";

    private static int EndOfLine(string text, int from) => text.IndexOf('\n', from) is var end and >= 0 ? end : text.Length;

    private static void Add(List<string> words, ref StringBuilder? word)
    {
        if (word is not null)
        {
            words.Add(word.ToString());
            word = null;
        }
    }

    private static PageCommand Of(string page, bool isSample, List<string> words)
    {
        string[] variables = [.. words.TakeWhile(IsAssignment)];
        return new PageCommand(
            page,
            isSample,
            variables.Select(v => v.Split('=', 2)).DistinctBy(v => v[0]).ToDictionary(v => v[0], v => v[1]),
            words[variables.Length..]);
    }

    private static bool IsAssignment(string word) =>
        word.IndexOf('=') is var sign and > 0
        && !char.IsAsciiDigit(word[0])
        && word[..sign].All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
