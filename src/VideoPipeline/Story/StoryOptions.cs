using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Llm;

namespace VideoPipeline.Story;

/// <summary>How stories are made. Section <c>Story</c>.</summary>
public sealed class StoryOptions : IValidatableObject
{
    /// <summary>
    /// The writer's name. Known: <c>extractive</c> (embedded, no network), <c>openai</c> (a language model behind an OpenAI-compatible
    /// API). Default: <c>extractive</c>.
    /// </summary>
    [AllowedValues(
        ExtractiveWriter.WriterName,
        OpenAIWriter.WriterName,
        ErrorMessage = "Story:Writer names an unknown story writer. Known writers: extractive, openai.")]
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

    /// <summary>The settings of the writer <c>openai</c>.</summary>
    [ValidateObjectMembers]
    public OpenAIOptions OpenAI { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Writer == OpenAIWriter.WriterName
        ? OpenAI.Problems().Select(p => new ValidationResult($"{p} Story:Writer is \"{Writer}\"."))
        : [];
}

[OptionsValidator]
internal sealed partial class StoryOptionsValidator : IValidateOptions<StoryOptions>;
