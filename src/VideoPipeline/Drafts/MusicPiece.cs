namespace VideoPipeline.Drafts;

/// <summary>A piece of music and when it is heard.</summary>
/// <param name="FileName">The file in the draft's folder of materials; several pieces may play the same one.</param>
/// <param name="Length">The file's length in microseconds.</param>
/// <param name="Volume">How loud it is played; 1 is the file's own.</param>
/// <param name="Heard">When it is heard, from the file's beginning; pieces follow each other without a gap.</param>
internal sealed record MusicPiece(string FileName, long Length, double Volume, Timerange Heard);
