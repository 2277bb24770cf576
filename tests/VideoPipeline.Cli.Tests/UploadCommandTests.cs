using System.Text;
using WireMock.RequestBuilders;

namespace VideoPipeline.Cli.Tests;

public sealed class UploadCommandTests : IDisposable
{
    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    private void AnswersUpload(string video) => vp.Server
        .Given(Request.Create().UsingPut().WithPath($"/api/sources/{video}"))
        .RespondWith(VpFixture.Json(201, """{"video_id": "moon", "source": "ab", "characters": 8}"""));

    [Fact]
    public async Task Upload_Creator_PutsTheTextAsUtf8()
    {
        AnswersUpload("moon");
        string file = vp.WriteFile("moon.txt", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes("月亮")]);

        int code = await vp.RunAsync("upload", file, "--video", "moon", "--creator", "ann & co");

        code.Should().Be(0, vp.Error);
        var request = vp.Server.LogEntries.Single().RequestMessage!;
        request.Body.Should().Be("月亮");
        request.Query!["creator_id"].Should().Equal("ann & co");
        vp.Output.Should().Contain("8 characters");
    }

    [Fact]
    public async Task Upload_NoCreator_IsForEveryCreator()
    {
        AnswersUpload("moon");

        int code = await vp.RunAsync("upload", vp.WriteTranscript(), "--video", "moon");

        code.Should().Be(0, vp.Error);
        vp.Server.LogEntries.Single().RequestMessage!.Query.Should().BeNullOrEmpty();
        vp.Output.Should().Contain("every creator");
    }
}
