using VideoPipeline.Story;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Voice;

/// <summary>
/// A story cut into what is spoken at once: chunks of whole sentences, none across chapters. A pure function of the story's text and its
/// manifest, so that every attempt and every machine cuts alike.
/// </summary>
public sealed class NarrationScript
{
    /// <summary>The most characters (UTF-16 units) of a chunk's text; speech services cut longer ones up by themselves.</summary>
    public const int MostCharacters = 499;

    // a text of fewer characters is spoken without the melody of one, and speech services misjudge its language or refuse it
    private const int FewestCharacters = 120;

    private NarrationScript(string language, IReadOnlyList<NarrationChunk> chunks)
    {
        Language = language;
        Chunks = chunks;
    }

    /// <summary>The language to speak: <c>en</c> or <c>zh</c>.</summary>
    public string Language { get; }

    /// <summary>The chunks in order; at least one.</summary>
    public IReadOnlyList<NarrationChunk> Chunks { get; }

    /// <summary>Cuts a story.</summary>
    /// <param name="manifest">The story's chapters.</param>
    /// <param name="story">The story's text.</param>
    /// <param name="mostSentences">The most sentences of a chunk, at least 2.</param>
    /// <exception cref="NarrationUnusableException">There is nothing in the story that can be spoken.</exception>
    public static NarrationScript Create(StoryManifest manifest, string story, int mostSentences = int.MaxValue)
    {
        var chunks = new List<NarrationChunk>();
        for (int chapter = 0; chapter < manifest.Chapters.Count; chapter++)
        {
            StoryChapter place = manifest.Chapters[chapter];
            string text = story.Substring(place.Start, place.Length);
            AddChapter(chunks, chapter, text, mostSentences);
        }

        return chunks.Count > 0
            ? new NarrationScript(manifest.Language, chunks)
            : throw new NarrationUnusableException("The story has no words that can be spoken. Run the pipeline again with a transcript that has.");
    }

    private static void AddChapter(List<NarrationChunk> chunks, int chapter, string text, int mostSentences)
    {
        var texts = new List<string[]>();
        var sentences = new List<string>();
        foreach (string sentence in SentencesOf(text))
        {
            if (sentences.Count == mostSentences || (sentences.Count > 0 && LengthOf([.. sentences, sentence]) > MostCharacters))
            {
                texts.Add([.. sentences]);
                sentences.Clear();
            }

            sentences.Add(sentence);
        }

        if (sentences.Count > 0)
        {
            texts.Add([.. sentences]);
        }

        ShareLeftover(texts, mostSentences);
        chunks.AddRange(texts.Select(t => new NarrationChunk(chapter, t)));
    }

    // When the last chunk is a leftover of a few words, it and the one before share their sentences as evenly as they can.
    private static void ShareLeftover(List<string[]> texts, int mostSentences)
    {
        if (texts.Count < 2 || LengthOf(texts[^1]) >= FewestCharacters)
        {
            return;
        }

        string[] both = [.. texts[^2], .. texts[^1]];
        int cut = Enumerable.Range(1, both.Length - 1)
            .Where(i => i <= mostSentences && both.Length - i <= mostSentences)
            .Where(i => LengthOf(both[..i]) <= MostCharacters && LengthOf(both[i..]) <= MostCharacters)
            .MinBy(i => Math.Abs(LengthOf(both[..i]) - LengthOf(both[i..])));
        texts[^2] = both[..cut];
        texts[^1] = both[cut..];
    }

    // with the spaces between them
    private static int LengthOf(IReadOnlyList<string> sentences) => sentences.Sum(s => s.Length) + sentences.Count - 1;

    // A sentence that is too long for a chunk is spoken in pieces, cut at the ends of clauses.
    private static IEnumerable<string> SentencesOf(string text) => text
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(SentenceSplitter.Split)
        .SelectMany(s => ClauseCutter.Cut(s, MostCharacters, r => r.Utf16SequenceLength))
        .Where(s => s.Any(char.IsLetterOrDigit));
}
