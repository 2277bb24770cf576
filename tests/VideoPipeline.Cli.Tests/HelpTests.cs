namespace VideoPipeline.Cli.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly VpFixture vp = new();

    public void Dispose() => vp.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("batch")]
    [InlineData("list")]
    [InlineData("logs")]
    [InlineData("exporter")]
    [InlineData("open")]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("cancel")]
    [InlineData("retry")]
    [InlineData("download")]
    [InlineData("upload")]
    public async Task Help_EveryCommand_HasAnExampleOfItAndTheExitCodes(string command)
    {
        string[] arguments = [.. new[] { command }.Where(name => name.Length > 0), "--help"];

        int code = await vp.RunAsync(arguments);

        code.Should().Be(0);
        vp.Output[vp.Output.IndexOf("Examples:", StringComparison.Ordinal)..].Should().Contain($"vp {command}").And.Contain("Exit codes:");
    }
}
