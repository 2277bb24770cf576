using Microsoft.Extensions.Options;
using VideoPipeline.Story;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Llm;

namespace VideoPipeline.Tests.Story;

public sealed class StoryOptionsTests
{
    private static readonly StoryOptionsValidator Validator = new();

    [Fact]
    public void Validate_Defaults_NeedNoProvider() => Validator.Validate(null, new StoryOptions()).Succeeded.Should().BeTrue();

    [Fact]
    public void Validate_UnknownWriter_NamesTheKnownOnes() =>
        Failures(new StoryOptions { Writer = "poet" }).Should().ContainSingle(f => f.Contains("extractive, openai"));

    [Fact]
    public void Validate_OpenAIWithoutSettings_SaysWhatToSet() =>
        string.Join(' ', Failures(new StoryOptions { Writer = "openai", OpenAI = new OpenAIOptions { Url = "openai.com" } }))
            .Should().Contain("Story:OpenAI:Url must be")
            .And.Contain("Story:OpenAI:Model is missing")
            .And.Contain("Story:OpenAI:Key is missing");

    [Fact]
    public void Validate_TimeoutOutOfRange_NamesIt()
    {
        var tooLong = new OpenAIOptions { Model = "m", Key = "k", AttemptTimeout = TimeSpan.FromHours(1) };
        var options = new StoryOptions { Writer = "openai", OpenAI = tooLong };

        Failures(options).Should().ContainSingle(f => f.Contains("AttemptTimeout"));
    }

    [Fact]
    public void Fingerprint_Extractive_IsItsSettings()
    {
        var options = new StoryOptions();

        string fingerprint = new ExtractiveWriter(Options.Create(options)).Fingerprint;

        fingerprint.Should().Be("extractive:1:0.9:18000:450");
    }

    private static IEnumerable<string> Failures(StoryOptions options) => Validator.Validate(null, options).Failures ?? [];
}
