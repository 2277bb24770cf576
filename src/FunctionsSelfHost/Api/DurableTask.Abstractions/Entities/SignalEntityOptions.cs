namespace Microsoft.DurableTask.Entities;

/// <summary>Options of signalling an entity.</summary>
public record SignalEntityOptions
{
    /// <summary>When the signal is delivered; null for at once. Signals with a time keep no order.</summary>
    public DateTimeOffset? SignalTime { get; init; }

    /// <summary>A signal at a time.</summary>
    /// <param name="value">The time.</param>
    public static implicit operator SignalEntityOptions(DateTimeOffset value) => new() { SignalTime = value };
}
