using VideoPipeline.Pipelines;

namespace VideoPipeline.Limits;

/// <summary>A provider's quota of the day, or the account's money, is used up. Waiting a minute would not help, so the stage fails at once.</summary>
/// <param name="resource">The resource, for example <c>llm:openai</c>.</param>
/// <param name="availableAt">When the provider says that it works again; null when it does not say.</param>
/// <param name="innerException">The provider's own words.</param>
public sealed class QuotaExhaustedException(string resource, DateTimeOffset? availableAt, Exception? innerException = null)
    : StageFailedException(MessageOf(resource, availableAt), innerException)
{
    /// <inheritdoc/>
    public override string Code => "quota-exhausted";

    /// <summary>When the provider says that it works again; null when it does not say.</summary>
    public DateTimeOffset? AvailableAt { get; } = availableAt;

    private static string MessageOf(string resource, DateTimeOffset? availableAt) =>
        $"The quota of {resource} is used up. Retry the run {(availableAt is { } at ? $"after {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "when the provider has renewed it")}, " +
        "or raise the quota at the provider; what is finished is kept.";
}
