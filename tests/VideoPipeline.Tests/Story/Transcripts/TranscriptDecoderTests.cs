using System.Text;
using CsCheck;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Tests.Story.Transcripts;

public sealed class TranscriptDecoderTests
{
    private const string Chinese = "一九七四年春天，临潼的几位农民在打井时，挖出了一尊陶俑。\n他们并不知道，脚下埋着八千人的军队。";
    private const string English = "The café opened in 1921.\r\nNobody knew why – not even Anna.";

    public static TheoryData<string, string, bool> Texts => new()
    {
        { "utf-8", Chinese, false },
        { "utf-8", Chinese, true },
        { "utf-8", English, true },
        { "utf-16", Chinese, true },
        { "utf-16", Chinese, false },
        { "utf-16", English, false },
        { "utf-16BE", Chinese, true },
        { "utf-16BE", English, false },
        { "gb2312", Chinese, false },
        { "gb18030", Chinese + "龘𠮷", false },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Decode_KnownEncoding_GivesTheText(string encoding, string text, bool marked)
    {
        Encoding used = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        byte[] bytes = [.. marked ? used.GetPreamble() : [], .. used.GetBytes(text)];

        TranscriptDecoder.Decode(bytes).Should().Be(text);
    }

    [Fact]
    public void Decode_TextWithAStrayZero_IsStillUtf8() =>
        TranscriptDecoder.Decode(Encoding.UTF8.GetBytes(Chinese + "\0")).Should().Be(Chinese + "\0");

    [Theory]
    [InlineData("windows-1252", "Müller fährt über die Brücke nach Köln, wo das Café früher schließt.")]
    [InlineData("shift_jis", "灯台の光は九十年のあいだ消えたことがなかった。")]
    [InlineData("windows-1251", "Маяк горел девяносто лет.")]
    public void Decode_AnotherEncoding_IsRefusedRatherThanMisread(string encoding, string text) =>
        TranscriptDecoder.Decode(CodePagesEncodingProvider.Instance.GetEncoding(encoding)!.GetBytes(text)).Should().BeNull();

    [Fact]
    public void Decode_AnyTextInUtf8_IsThatText() => Gen.Char['\u0001', '\uD7FF'].Array[0, 100].Sample(
        letters =>
        {
            string text = new(letters);
            return TranscriptDecoder.Decode(Encoding.UTF8.GetBytes(text)) == text;
        },
        iter: 500);
}
