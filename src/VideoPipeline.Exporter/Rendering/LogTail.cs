namespace VideoPipeline.Exporter.Rendering;

/// <summary>The last lines of a program's log.</summary>
internal sealed class LogTail
{
    private const int MaxLines = 12;
    private const int MaxLineLength = 400;

    private readonly Queue<string> lines = new();

    /// <summary>Takes a line; the oldest one is forgotten.</summary>
    public void Add(string line)
    {
        if (lines.Count == MaxLines)
        {
            lines.Dequeue();
        }

        lines.Enqueue(line.Length > MaxLineLength ? line[..MaxLineLength] : line);
    }

    /// <inheritdoc/>
    public override string ToString() => lines.Count == 0 ? "(no log)" : string.Join('\n', lines);
}
