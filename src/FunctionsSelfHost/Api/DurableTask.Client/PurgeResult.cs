namespace Microsoft.DurableTask.Client;

/// <summary>What was deleted.</summary>
public class PurgeResult
{
    /// <summary>A result of which it is not known whether it is complete.</summary>
    /// <param name="count">How many were deleted.</param>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>A result.</summary>
    /// <param name="count">How many were deleted; at least 0.</param>
    /// <param name="isComplete">Whether none is left; null when unknown.</param>
    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>How many were deleted.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether none is left; null when unknown.</summary>
    public bool? IsComplete { get; }
}
