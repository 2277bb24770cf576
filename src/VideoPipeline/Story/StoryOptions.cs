using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Llm;
using VideoPipeline.Story.YtDlp;

namespace VideoPipeline.Story;

/// <summary>How stories are made. Section <c>Story</c>.</summary>
public sealed class StoryOptions : IValidatableObject
{
    /// <summary>
    /// The writer's name. Known: <c>extractive</c> (embedded, no network), and over language models <c>openai</c> (any OpenAI-compatible API),
    /// <c>azure-openai</c>, <c>ollama</c>, <c>gemini</c>. Default: <c>extractive</c>.
    /// </summary>
    public string Writer { get; set; } = "extractive";

    /// <summary>
    /// How much of the transcript's text the extractive writer keeps at most: the weakest sentences are left out. 0.1 to 1. Default: 0.9.
    /// </summary>
    [Range(0.1, 1.0)]
    public double KeptShare { get; set; } = 0.9;

    /// <summary>
    /// The most that the extractive writer keeps, in letters and digits, of which a Chinese character counts three: about 15 are spoken
    /// in a second. 1,000 to 200,000. Default: 18,000, some 20 minutes.
    /// </summary>
    [Range(1_000, 200_000)]
    public int MaximumLength { get; set; } = 18_000;

    /// <summary>
    /// How long the extractive writer makes a chapter, counted like <see cref="MaximumLength"/>. 200 to 10,000. Default: 450, some 30 seconds.
    /// Longer stories get longer chapters, so that none has more than 24.
    /// </summary>
    [Range(200, 10_000)]
    public int ChapterLength { get; set; } = 450;

    /// <summary>
    /// The shortest transcript that a story can be made of, counted like <see cref="MaximumLength"/>. 1 to 10,000. Default: 120.
    /// </summary>
    [Range(1, 10_000)]
    public int MinimumLength { get; set; } = 120;

    /// <summary>The settings of yt-dlp.</summary>
    [ValidateObjectMembers]
    public YtDlpOptions YtDlp { get; set; } = new();

    /// <summary>
    /// A folder with prompts that take the place of ours, for language models: <c>plan.md</c>, <c>hook.md</c>, <c>segment.md</c>,
    /// <c>polish.md</c>, <c>summary.md</c>, <c>describe.md</c>, <c>repair.md</c>, <c>repair-text.md</c>, any of them. Default: empty, that is none.
    /// </summary>
    public string Prompts { get; set; } = "";

    /// <summary>Whether a language model looks over the whole story once more and mends its seams. Default: true.</summary>
    public bool Polish { get; set; } = true;

    /// <summary>The settings of the writer <c>openai</c>.</summary>
    [ValidateObjectMembers]
    public OpenAIOptions OpenAI { get; set; } = new();

    /// <summary>The settings of the writer <c>azure-openai</c>.</summary>
    [ValidateObjectMembers]
    public AzureOpenAIOptions AzureOpenAI { get; set; } = new();

    /// <summary>The settings of the writer <c>ollama</c>.</summary>
    [ValidateObjectMembers]
    public OllamaOptions Ollama { get; set; } = new();

    /// <summary>The settings of the writer <c>gemini</c>.</summary>
    [ValidateObjectMembers]
    public GeminiOptions Gemini { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string[] known = [ExtractiveWriter.WriterName, .. LlmRegistration.Names];
        if (!known.Contains(Writer, StringComparer.Ordinal))
        {
            yield return new ValidationResult(
                $"Story:Writer is \"{Writer}\", which no story writer is called. Known writers: {string.Join(", ", known)}.");
        }

        if (LlmRegistration.SettingsOf(this, Writer) is not { } settings)
        {
            yield break;
        }

        foreach (string problem in settings.Problems())
        {
            yield return new ValidationResult($"{problem} Story:Writer is \"{Writer}\".");
        }

        foreach (string problem in StoryPrompts.Problems(Prompts))
        {
            yield return new ValidationResult(problem);
        }
    }
}

[OptionsValidator]
internal sealed partial class StoryOptionsValidator : IValidateOptions<StoryOptions>;
