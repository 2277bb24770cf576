using System.Text.RegularExpressions;
using CsCheck;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Pipelines;

public sealed partial class PipelineInstanceIdTests
{
    // Short parts over an alphabet that is rich in what could collide: separators, escapes, hash digits, both cases, other scripts.
    private static readonly Gen<string> Part =
        Gen.OneOf("a", "A", "b", ".", "~", "/", " ", "-", "_", "2e", "é", "视频", "🎬", "abcdef", "0123456789abcd").Array[1, 5].Select(string.Concat);

    private static readonly Gen<(string Creator, string Video, string? Account)> Identity =
        Gen.Select(Part, Part, Gen.Frequency((1, Gen.Const((string?)null)), (2, Part.Select(p => (string?)p))));

    private static readonly Gen<string> LongPart =
        Gen.OneOf(Gen.Char['a', 'z'].Array[1, PipelineInstanceId.MaxPartLength].Select(c => new string(c)), Gen.Int[1, 150].Select(n => string.Concat(Enumerable.Repeat("视", n))));

    [Fact]
    public void Create_DifferentIdentities_DifferEvenToAReaderThatIgnoresCase() =>
        Gen.Select(Identity, Identity).Sample((a, b) =>
            (a == b) == string.Equals(IdOf(a).Value, IdOf(b).Value, StringComparison.OrdinalIgnoreCase), iter: 50_000);

    [Fact]
    public void Create_AnyIdentity_HasOnlyAllowedCharactersAndLength() =>
        Gen.Select(Gen.OneOf(Part, LongPart), Gen.OneOf(Part, LongPart)).Sample((creator, video) =>
        {
            string id = PipelineInstanceId.Create(creator, video).Value;

            return AllowedCharacters().IsMatch(id) && id.Length is >= 3 and <= PipelineInstanceId.MaxLength;
        });

    [Fact]
    public void Create_AnyTwoIdentities_NoIdWithASlashStartsAnother() =>
        Gen.Select(Identity, Identity).Sample((a, b) => !IdOf(b).Value.StartsWith(IdOf(a).Value + "/", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Parse_OfWhatCreateMade_GivesTheSameId() =>
        Gen.Select(Gen.OneOf(Part, LongPart), Gen.OneOf(Part, LongPart), Gen.OneOf(Part, LongPart)).Sample((creator, video, account) =>
        {
            PipelineInstanceId id = PipelineInstanceId.Create(creator, video, account);

            return PipelineInstanceId.Parse(id.Value) == id;
        });

    [Theory]
    [InlineData("test_creator", "test_video", null, "test_creator.test_video")]
    [InlineData("a.b", "c", null, "a~2eb.c")]
    [InlineData("a", "b.c", null, "a.b~2ec")]
    [InlineData("a b", "c/d", "e", "a~20b.c~2fd.e")]
    [InlineData("视", "🎬", null, "~e8~a7~86.~f0~9f~8e~ac")]
    public void Create_WithoutUpperCase_IsReadable(string creator, string video, string? account, string expected) =>
        PipelineInstanceId.Create(creator, video, account).Value.Should().Be(expected);

    [Fact]
    public void Create_WithUpperCase_EndsWithAHashOfTheWhole()
    {
        PipelineInstanceId one = PipelineInstanceId.Create("c", "dQw4w9WgXcQ");
        PipelineInstanceId other = PipelineInstanceId.Create("c", "dQw4w9WgXcq");

        one.Value.Should().MatchRegex(@"^c\.dQw4w9WgXcQ\.~[0-9a-f]{8}$");
        one.Value[^8..].Should().NotBe(other.Value[^8..]);
    }

    [Fact]
    public void Create_AccountThatReadsLikeAHash_IsStillParsed()
    {
        PipelineInstanceId id = PipelineInstanceId.Create("a", "b", ".abcdef");

        id.Value.Should().StartWith("a.b.~2eabcdef.~");
        PipelineInstanceId.Parse(id.Value).Should().Be(id);
    }

    [Fact]
    public void Create_TooLong_IsCutWithAHashThatTellsTheOriginalsApart()
    {
        PipelineInstanceId one = PipelineInstanceId.Create(new string('a', 300), "b");
        PipelineInstanceId other = PipelineInstanceId.Create(new string('a', 300), "c");

        one.Value.Should().HaveLength(PipelineInstanceId.MaxLength).And.MatchRegex(@"\.~[0-9a-f]{16}$");
        other.Should().NotBe(one);
    }

    [Theory]
    [InlineData("", "b")]
    [InlineData("a", "")]
    public void Create_EmptyPart_IsRefused(string creator, string video)
    {
        Action act = () => PipelineInstanceId.Create(creator, video);

        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Create_HalfASurrogatePair_IsRefused()
    {
        Action act = () => PipelineInstanceId.Create("a", "\ud83c");

        act.Should().Throw<ArgumentException>().WithMessage("*surrogate*");
    }

    [Fact]
    public void Create_OverLongPart_IsRefusedByName()
    {
        Action act = () => PipelineInstanceId.Create("a", new string('b', PipelineInstanceId.MaxPartLength + 1));

        act.Should().Throw<ArgumentException>().WithParameterName("video");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData(".b")]
    [InlineData("a..b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b\n")]
    [InlineData(" a.b")]
    [InlineData("a.b/c")]
    [InlineData("../a.b")]
    [InlineData("a.~2g")]
    [InlineData("a.~2E")]
    [InlineData("a.~2")]
    [InlineData("A.b")]
    [InlineData("A.b.~00000000")]
    [InlineData("a.b.~2eabcdef")]
    [InlineData("a.b.~0123456789abcdef")]
    [InlineData("视.b")]
    public void TryParse_Garbage_IsRefused(string text) => PipelineInstanceId.TryParse(text, out _).Should().BeFalse();

    private static PipelineInstanceId IdOf((string Creator, string Video, string? Account) identity) =>
        PipelineInstanceId.Create(identity.Creator, identity.Video, identity.Account);

    [GeneratedRegex(@"^[A-Za-z0-9._~-]+\z")]
    private static partial Regex AllowedCharacters();
}
