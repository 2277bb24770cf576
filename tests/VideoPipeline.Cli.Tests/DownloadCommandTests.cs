using System.Text;
using WireMock.RequestBuilders;

namespace VideoPipeline.Cli.Tests;

public sealed class DownloadCommandTests : IDisposable
{
    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    private Task<int> DownloadAsync() => vp.RunAsync("download", "ann.moon", "--out", vp.Folder);

    [Fact]
    public async Task Download_FileIsThere_ReplacesItAndLeavesNoPart()
    {
        vp.AnswersStatus(VpFixture.Status("completed"));
        vp.AnswersResult("story.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(vp.PathOf("story.txt"))!);
        await File.WriteAllTextAsync(vp.PathOf("story.txt"), "An earlier and longer story of another run.");

        int code = await DownloadAsync();

        code.Should().Be(0, vp.Error);
        File.ReadAllText(vp.PathOf("story.txt")).Should().Be("content of story.txt");
        Directory.GetFiles(Path.GetDirectoryName(vp.PathOf("x"))!).Should().Equal(vp.PathOf("story.txt"));
    }

    [Fact]
    public async Task Download_NeverGetsThrough_LeavesTheEarlierFileAndNoPart()
    {
        vp.AnswersStatus(VpFixture.Status("completed"));
        vp.AnswersResult("story.txt");
        vp.Server.Given(Request.Create().UsingGet().WithPath("/api/pipeline/artifacts/ann.moon/story.txt")).AtPriority(-1)
            .RespondWith(VpFixture.Refused());
        Directory.CreateDirectory(Path.GetDirectoryName(vp.PathOf("story.txt"))!);
        await File.WriteAllTextAsync(vp.PathOf("story.txt"), "earlier");

        int code = await DownloadAsync();

        code.Should().Be(3);
        File.ReadAllText(vp.PathOf("story.txt")).Should().Be("earlier");
        Directory.GetFiles(Path.GetDirectoryName(vp.PathOf("x"))!).Should().ContainSingle();
    }

    [Fact]
    public async Task Download_ConnectionBreaksInTheMiddle_FetchesTheFileAgain()
    {
        await using var files = new BreakingServer(content: "the whole story", breaks: 2);
        vp.AnswersStatus(VpFixture.Status("completed"));
        vp.Server.Given(Request.Create().UsingGet().WithPath("/api/pipeline/result/ann.moon"))
            .RespondWith(VpFixture.Json(200, $$"""{"task_id": "ann.moon", "artifacts": {"story.txt": "{{files.Address}}"} }"""));

        int code = await DownloadAsync();

        code.Should().Be(0, vp.Error);
        files.Requests.Should().Be(3);
        File.ReadAllText(vp.PathOf("story.txt")).Should().Be("the whole story");
        Directory.GetFiles(Path.GetDirectoryName(vp.PathOf("x"))!).Should().ContainSingle();
    }

    [Theory]
    [InlineData("../evil.sh")]
    [InlineData("/etc/evil")]
    [InlineData("..")]
    public async Task Download_NameLeadsOutOfTheFolder_WritesNothing(string name)
    {
        vp.AnswersStatus(VpFixture.Status("completed"));
        vp.Server.Given(Request.Create().UsingGet().WithPath("/api/pipeline/result/ann.moon"))
            .RespondWith(VpFixture.Json(200, $$"""{"task_id": "ann.moon", "artifacts": {"{{name}}": "/api/pipeline/artifacts/x"} }"""));

        int code = await DownloadAsync();

        code.Should().Be(3);
        Directory.GetFiles(vp.Folder, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Download_FolderCannotBeWritten_SaysSo()
    {
        vp.AnswersStatus(VpFixture.Status("completed"));
        vp.AnswersResult("story.txt");
        vp.WriteFile("ann.moon", Encoding.ASCII.GetBytes("a file where the folder should be"));

        int code = await DownloadAsync();

        code.Should().Be(1);
        vp.Error.Should().Contain("could not be written");
    }

    [Fact]
    public async Task Download_PipelineStillRuns_IsRefused()
    {
        vp.AnswersStatus(VpFixture.Status("running"));
        vp.Server.Given(Request.Create().UsingGet().WithPath("/api/pipeline/result/ann.moon"))
            .RespondWith(VpFixture.Json(400, """{"detail": "It has not ended."}"""));

        int code = await DownloadAsync();

        code.Should().Be(4);
        vp.Error.Should().Contain("It has not ended.");
    }
}
