using CsCheck;
using VideoPipeline.Exporter.Jobs;

namespace VideoPipeline.Exporter.Tests.Jobs;

public sealed class ExportNamesTests
{
    private static readonly Gen<string> Names = Gen.String[Gen.OneOf(Gen.Char, Gen.Char["/\\.~-a0\n"]), 0, 8];

    [Fact]
    public void RequestId_ThatIsLetIn_IsAFileOfTheFolderItIsPutIn() =>
        Names.Where(ExportNames.IsRequestId)
            .Sample(name => Path.GetFullPath(Path.Combine("/jobs", name + ".json")) == $"/jobs/{name}.json");

    [Theory]
    [InlineData("creator.video/0198f2a0-0000-7000-8000-000000000000/draft.jy", true)]
    [InlineData("creator.video/0198f2a0-0000-7000-8000-000000000000/draft.jy\n", false)]
    [InlineData("creator.video/0198f2a0-0000-7000-8000-000000000000/parts/draft.jy", false)]
    [InlineData("creator.video/0198f2a0000070008000000000000000/draft.jy", false)]
    [InlineData("creator.video/----f2a0-0000-7000-8000-000000000000/draft.jy", false)]
    [InlineData("creator/video/0198f2a0-0000-7000-8000-000000000000/draft.jy", false)]
    [InlineData("/0198f2a0-0000-7000-8000-000000000000/draft.jy", false)]
    public void IsArtifact_Name_IsTrueForOneFileOfARun(string name, bool expected) => ExportNames.IsArtifact(name).Should().Be(expected);
}
