namespace VideoPipeline.Tests.Voice;

internal static class Columns
{
    /// <summary>Columns by a rule of the tests' own: whatever is above the Latin, Greek and general punctuation blocks is wide.</summary>
    public static int Of(string line) => line.EnumerateRunes().Sum(r => r.Value >= 0x2E80 ? 2 : 1);
}
