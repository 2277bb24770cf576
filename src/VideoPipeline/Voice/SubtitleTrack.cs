using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Voice;

/// <summary>
/// Makes cues of sentences with their measured lengths: at most two lines of 42 columns (21 Chinese characters), 1 to 7 seconds, each
/// beginning where the one before ends. A sentence too long for a cue is cut at the ends of clauses, with times in proportion to the
/// characters; one too short is shown together with its neighbour, or takes time from it.
/// </summary>
internal static class SubtitleTrack
{
    private const int LineColumns = 42;
    private const int CueColumns = 2 * LineColumns;

    // two lines break between words, so that a cue never quite fills them
    private const int RoomForWords = 10;

    private const long Shortest = 1_000;
    private const long Longest = 7_000;

    /// <summary>The subtitles; the last cue ends with the last sample.</summary>
    /// <param name="sentences">The sentences, one after the other.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static SrtDocument Create(IReadOnlyList<SpokenSentence> sentences, int sampleRate)
    {
        var pieces = new List<Piece>();
        long samples = 0;
        foreach (SpokenSentence sentence in sentences)
        {
            long start = Milliseconds(samples, sampleRate);
            samples += sentence.Samples;
            pieces.AddRange(Cut(sentence.Text, start, Milliseconds(samples, sampleRate)));
        }

        Join(pieces);
        Lengthen(pieces);
        return new SrtDocument([.. pieces.Where(p => p.End > p.Start).Select(ToCue)]);
    }

    private static long Milliseconds(long samples, int sampleRate) => ((samples * 1000) + (sampleRate / 2)) / sampleRate;

    // Pieces are cut by width; when one of them would be shown too long, or its words do not go into two lines, there must be more.
    private static List<Piece> Cut(string text, long start, long end)
    {
        int count = (int)((end - start + Longest - 1) / Longest);
        int most = count + text.Length;
        List<Piece> pieces;
        do
        {
            pieces = Cut(text, start, end, count++);
        }
        while (count < most && pieces.Exists(p => p.Length > Longest || Lines(p.Text).Count > 2));

        return pieces;
    }

    private static List<Piece> Cut(string text, long start, long end, int count)
    {
        IReadOnlyList<string> texts = ClauseCutter.Cut(text, CueColumns - RoomForWords, ColumnsOf, Math.Max(1, count));
        double total = texts.Sum(WeightOf);
        double told = 0;
        var pieces = new List<Piece>();
        long at = start;
        foreach (string piece in texts)
        {
            told += WeightOf(piece);
            long until = start + (long)Math.Round((end - start) * told / total);
            pieces.Add(new Piece(piece, at, until));
            at = until;
        }

        return pieces;
    }

    private static int WeightOf(string text) => Math.Max(1, Script.SpokenLengthOf(text));

    private static int ColumnsOf(System.Text.Rune rune) => Script.IsWide(rune) ? 2 : 1;

    // What is too short to be read joins the next cue, else the one before, if both fit into one.
    private static void Join(List<Piece> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Length >= Shortest)
            {
                continue;
            }

            if (i + 1 < pieces.Count && Fits(pieces[i], pieces[i + 1]))
            {
                pieces[i] = Joined(pieces[i], pieces[i + 1]);
                pieces.RemoveAt(i + 1);
                i--;
            }
            else if (i > 0 && Fits(pieces[i - 1], pieces[i]))
            {
                pieces[i - 1] = Joined(pieces[i - 1], pieces[i]);
                pieces.RemoveAt(i--);
            }
        }
    }

    private static bool Fits(Piece first, Piece second) =>
        second.End - first.Start <= Longest && Lines(Joined(first, second).Text).Count <= 2
        && Script.ColumnsOf(Joined(first, second).Text) <= CueColumns - RoomForWords;

    private static Piece Joined(Piece first, Piece second) => new(Unpunctuated.Join([first.Text, second.Text]), first.Start, second.End);

    // What is still too short borrows from the next cue, else from the one before, as much as that can spare.
    private static void Lengthen(List<Piece> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Length < Shortest && i + 1 < pieces.Count)
            {
                long spare = Math.Clamp(pieces[i + 1].Length - Shortest, 0, Shortest - pieces[i].Length);
                pieces[i] = pieces[i] with { End = pieces[i].End + spare };
                pieces[i + 1] = pieces[i + 1] with { Start = pieces[i + 1].Start + spare };
            }

            if (pieces[i].Length < Shortest && i > 0)
            {
                long spare = Math.Clamp(pieces[i - 1].Length - Shortest, 0, Shortest - pieces[i].Length);
                pieces[i] = pieces[i] with { Start = pieces[i].Start - spare };
                pieces[i - 1] = pieces[i - 1] with { End = pieces[i - 1].End - spare };
            }
        }
    }

    private static SubtitleCue ToCue(Piece piece) => new(
        TimeSpan.FromMilliseconds(piece.Start), TimeSpan.FromMilliseconds(piece.End), string.Join('\n', Lines(piece.Text)));

    private static IReadOnlyList<string> Lines(string text) => ClauseCutter.Cut(text, LineColumns, ColumnsOf);

    // Times in milliseconds.
    private sealed record Piece(string Text, long Start, long End)
    {
        public long Length => End - Start;
    }
}
