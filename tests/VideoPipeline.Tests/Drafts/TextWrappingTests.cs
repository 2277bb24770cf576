using CsCheck;
using VideoPipeline.Drafts;

namespace VideoPipeline.Tests.Drafts;

public sealed class TextWrappingTests
{
    [Fact]
    public void Wrap_EnglishText_BreaksBetweenWords() =>
        Wrap("The quick brown fox jumps", 10).Should().Equal("The quick", "brown fox", "jumps");

    [Fact]
    public void Wrap_ChineseText_BreaksAnywhereButNotBeforeAMark() =>
        Wrap("兵马俑的军阵，沉睡", 6).Should().Equal("兵马俑的军", "阵，沉睡");

    [Fact]
    public void Wrap_TooManyLines_EndsWithAnEllipsis() =>
        TextWrapping.Wrap("one two three four", 5, 2, text => text.Length).Should().Equal("one", "two…");

    [Fact]
    public void Balance_LoneLastWord_IsGivenCompany() =>
        TextWrapping.Balance("The Tank on Commercial Street", 23, text => text.Length).Should().Equal("The Tank on", "Commercial Street");

    [Fact]
    public void Balance_AnyText_KeepsEveryWordAndFits() =>
        Gen.String["abcdefgh 兵马俑，。"].Where(text => text.Trim().Length > 0).Sample(text =>
        {
            IReadOnlyList<string> lines = TextWrapping.Balance(text, 9, line => line.Length);
            IReadOnlyList<string> greedy = Wrap(text, 9);
            return lines.Count == greedy.Count && lines.All(line => line.Length <= 9)
                && (lines.Any(line => line.Contains('…', StringComparison.Ordinal)) || Letters(string.Concat(lines)) == Letters(text));
        });

    private static IReadOnlyList<string> Wrap(string text, float width) => TextWrapping.Wrap(text, width, int.MaxValue, line => line.Length);

    private static string Letters(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
