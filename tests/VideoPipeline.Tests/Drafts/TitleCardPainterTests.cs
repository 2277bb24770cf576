using SkiaSharp;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Drafts;

public sealed class TitleCardPainterTests
{
    private readonly TitleCardPainter painter = new(new FontFinder(null));

    [Theory]
    [InlineData("The Tank on Commercial Street", "en")]
    [InlineData("第一批坑的发现", "zh")]
    public void Paint_ChapterTitle_IsWrittenInWhiteAndLeavesTheSubtitlesRoom(string title, string language)
    {
        Picture card = painter.Paint(new TitleCard(2, title, "A story", language), new DraftCanvas(640, 360));

        using SKBitmap seen = SKBitmap.Decode(card.Content);
        (seen.Width, seen.Height).Should().Be((704, 396));
        int[] whiteRows = [.. Enumerable.Range(0, seen.Height).Where(y => Enumerable.Range(0, seen.Width).Any(x => IsWhite(seen.GetPixel(x, y))))];
        whiteRows.Should().NotBeEmpty();
        whiteRows.Max().Should().BeLessThan(seen.Height * 4 / 5);
    }

    [Theory]
    [InlineData("Plain Latin, 123")]
    [InlineData("公元前二百四十六年，龘")]
    public void Font_ForChineseAndLatin_IsTheOneThatShips(string text) =>
        new FontFinder(null).For(text).Path.Should().StartWith(AppContext.BaseDirectory);

    [Fact]
    public void Paint_SameCard_IsTheSameBytes()
    {
        var card = new TitleCard(1, "One", "A story", "en");

        Picture first = painter.Paint(card, new DraftCanvas(320, 180));

        first.Content.Should().Equal(painter.Paint(card, new DraftCanvas(320, 180)).Content);
    }

    [Fact]
    public void Paint_VeryLongTitle_StillFits()
    {
        Picture card = painter.Paint(new TitleCard(1, string.Join(' ', Enumerable.Repeat("endless", 200)), "A story", "en"), new DraftCanvas(320, 180));

        card.Width.Should().Be(352);
    }

    [Fact]
    public void For_FontFileThatIsMissing_NamesTheSetting()
    {
        Action act = () => new FontFinder("/nowhere/font.ttf").For("a");

        act.Should().Throw<ToolMissingException>().WithMessage("*/nowhere/font.ttf*Drafts:FontFile*");
    }

    [Fact]
    public void For_TextThatNoFontShows_SaysWhatToInstall()
    {
        // cuneiform
        Action act = () => new FontFinder(null).For("\U00012000");

        act.Should().Throw<ToolMissingException>().WithMessage("*apt install fonts-noto-cjk*");
    }

    private static bool IsWhite(SKColor color) => color is { Red: > 240, Green: > 240, Blue: > 240 };
}
