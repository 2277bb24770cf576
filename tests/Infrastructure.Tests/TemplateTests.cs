namespace Infrastructure.Tests;

/// <summary>The templates compile, are what they were, and follow the linter's rules.</summary>
public sealed class TemplateTests
{
    [Fact]
    public async Task Templates_BuildAndLintWithoutAWord()
    {
        BicepAnswer build = await Bicep.RunAsync("build", "main.bicep", "--stdout");
        BicepAnswer lint = await Bicep.RunAsync("lint", "main.bicep");

        build.Complaints.Should().BeEmpty();
        build.ExitCode.Should().Be(0);
        (lint.Output + lint.Complaints).Should().BeEmpty();
        lint.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("main.bicepparam")]
    [InlineData("environments/dev.bicepparam")]
    [InlineData("environments/prod.bicepparam")]
    public async Task Parameters_FitTheTemplate(string file)
    {
        BicepAnswer answer = await Bicep.RunAsync("build-params", file, "--stdout");

        answer.Complaints.Should().BeEmpty();
        answer.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Environment_IsTheOneOfTheSnapshot(string environment)
    {
        BicepAnswer answer = await Bicep.RunAsync(
            "snapshot", $"environments/{environment}.bicepparam", "--mode", "validate", "--location", "westeurope", "--deployment-name", "test",
            "--tenant-id", "00000000-0000-0000-0000-000000000001", "--subscription-id", "00000000-0000-0000-0000-000000000002");

        answer.ExitCode.Should().Be(0, "what was changed on purpose is taken up by infra/update-snapshots.sh:\n{0}{1}", answer.Output, answer.Complaints);
    }
}
