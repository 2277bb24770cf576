namespace VideoPipeline.Functions.Starting;

/// <summary>A request is not valid.</summary>
/// <param name="errors">What is wrong, by field.</param>
public sealed class RequestInvalidException(IReadOnlyDictionary<string, string[]> errors)
    : Exception(string.Join(" ", errors.Select(e => $"{e.Key}: {string.Join(" ", e.Value)}")))
{
    /// <summary>What is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}
