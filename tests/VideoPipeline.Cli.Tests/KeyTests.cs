using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace VideoPipeline.Cli.Tests;

public sealed class KeyTests
{
    [Theory]
    [InlineData("the-key")]
    [InlineData(null)]
    [InlineData("")]
    public async Task Key_IsSentWithEveryRequestWhenThereIsOne(string? key)
    {
        using var vp = new VpFixture { Key = key };
        vp.AnswersStatus(VpFixture.Status("completed"));

        await vp.RunAsync("status", "ann.moon");

        IDictionary<string, WireMock.Types.WireMockList<string>> headers = vp.Server.LogEntries[0].RequestMessage!.Headers!;
        headers.ContainsKey("x-functions-key").Should().Be(!string.IsNullOrEmpty(key));
        vp.Output.Should().NotContain("the-key");
    }

    [Fact]
    public async Task Key_ThatIsMissing_IsSaidInASentence()
    {
        using var vp = new VpFixture();
        vp.Server.Given(Request.Create().WithPath("/*")).RespondWith(Response.Create().WithStatusCode(401));

        int code = await vp.RunAsync("status", "ann.moon");

        code.Should().Be(ExitCode.Refused);
        vp.Error.Should().Contain("401").And.Contain("VIDEOPIPELINE_KEY");
    }
}
