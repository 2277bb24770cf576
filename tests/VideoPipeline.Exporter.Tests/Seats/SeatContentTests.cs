using CsCheck;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Seats;

namespace VideoPipeline.Exporter.Tests.Seats;

public sealed class SeatContentTests
{
    [Fact]
    public void Metadata_OfAnyContent_AreAsciiAndReadBack() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 50]).Sample((epoch, counter, machine) =>
        {
            var content = new SeatContent(new FencingToken(epoch, counter), "holder", "process", machine);
            Dictionary<string, string> metadata = content.ToMetadata();

            return SeatContent.Read(metadata) == content && metadata.Values.All(value => value.All(c => c is > ' ' and < '\u007f'));
        });

    [Fact]
    public void Read_NewBlob_HasNoHolderAndTheLowestToken() =>
        SeatContent.Read(new Dictionary<string, string>()).Should().Be(new SeatContent(default, "", "", ""));
}
