using Microsoft.Extensions.Options;
using VideoPipeline.Story;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Llm;
using VideoPipeline.Tests.Voice;

namespace VideoPipeline.Tests.Story;

public sealed class StoryOptionsTests
{
    private static readonly StoryOptionsValidator Validator = new();

    [Fact]
    public void Validate_Defaults_NeedNoProvider() => Validator.Validate(null, new StoryOptions()).Succeeded.Should().BeTrue();

    [Fact]
    public void Validate_UnknownWriter_NamesTheKnownOnes() =>
        Failures(new StoryOptions { Writer = "poet" }).Should().ContainSingle(f => f.Contains("extractive, openai, azure-openai, ollama, gemini"));

    [Fact]
    public void Validate_OpenAIWithoutSettings_SaysWhatToSet() =>
        string.Join(' ', Failures(new StoryOptions { Writer = "openai", OpenAI = new OpenAIOptions { Url = "openai.com" } }))
            .Should().Contain("Story:OpenAI:Url must be")
            .And.Contain("Story:OpenAI:Model is missing")
            .And.Contain("Story:OpenAI:Key is missing");

    [Theory]
    [InlineData("azure-openai", "Story:AzureOpenAI:Url must be", "Story:AzureOpenAI:Model is missing")]
    [InlineData("ollama", "Story:Ollama:Model is missing", "Story:Writer is \"ollama\"")]
    [InlineData("gemini", "Story:Gemini:Model is missing", "Story:Gemini:Key is missing")]
    public void Validate_ProviderWithoutSettings_SaysWhatToSet(string writer, params string[] problems) =>
        string.Join(' ', Failures(new StoryOptions { Writer = writer })).Should().ContainAll(problems);

    [Fact]
    public void Validate_PromptsThatCannotWork_SaysWhatIsWrong()
    {
        using TempFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "plan.md"), "Plan in {{tongue}}.");
        File.WriteAllText(Path.Combine(folder.Path, "poem.md"), "Sing.");
        File.WriteAllText(Path.Combine(folder.Path, "hook.md"), " ");

        string said = string.Join(' ', Failures(OpenAI(folder.Path)));

        said.Should().Contain("{{tongue}}").And.Contain("poem.md, which is no prompt").And.Contain("hook.md of Story:Prompts is empty");
        Failures(OpenAI("/no/such/folder")).Should().ContainSingle(f => f.Contains("does not exist"));
    }

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

        fingerprint.Should().Be("extractive:2:0.9:18000:450");
    }

    private static StoryOptions OpenAI(string prompts) =>
        new() { Writer = "openai", OpenAI = new OpenAIOptions { Model = "m", Key = "k" }, Prompts = prompts };

    private static IEnumerable<string> Failures(StoryOptions options) => Validator.Validate(null, options).Failures ?? [];
}
