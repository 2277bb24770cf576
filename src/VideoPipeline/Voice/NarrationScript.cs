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
    /// <exception cref="NarrationUnusableException">There is nothing in the story that can be spoken.</exception>
    public static NarrationScript Create(StoryManifest manifest, string story)
    {
        var chunks = new List<NarrationChunk>();
        for (int chapter = 0; chapter < manifest.Chapters.Count; chapter++)
        {
            StoryChapter place = manifest.Chapters[chapter];
            string text = story.Substring(place.Start, place.Length);
            AddChapter(chunks, chapter, text);
        }

        return chunks.Count > 0
            ? new NarrationScript(manifest.Language, chunks)
            : throw new NarrationUnusableException("The story has no words that can be spoken. Run the pipeline again with a transcript that has.");
    }

    private static void AddChapter(List<NarrationChunk> chunks, int chapter, string text)
    {
        var sentences = new List<string>();
        int length = 0;
        foreach (string sentence in SentencesOf(text))
        {
            if (sentences.Count > 0 && length + 1 + sentence.Length > MostCharacters)
            {
                chunks.Add(new NarrationChunk(chapter, [.. sentences]));
                sentences.Clear();
                length = 0;
            }

            length += sentence.Length + (sentences.Count > 0 ? 1 : 0);
            sentences.Add(sentence);
        }

        if (sentences.Count > 0)
        {
            chunks.Add(new NarrationChunk(chapter, [.. sentences]));
        }
    }

    // A sentence that is too long for a chunk is spoken in pieces, cut at the ends of clauses.
    private static IEnumerable<string> SentencesOf(string text) => text
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(SentenceSplitter.Split)
        .SelectMany(s => ClauseCutter.Cut(s, MostCharacters, r => r.Utf16SequenceLength))
        .Where(s => s.Any(char.IsLetterOrDigit));
}
