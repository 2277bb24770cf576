namespace VideoPipeline.Drafts;

/// <summary>A stretch of a timeline or of a material, in whole microseconds, as JianYing counts time.</summary>
public readonly record struct Timerange
{
    /// <summary>Makes a range.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is below zero, or <paramref name="duration"/> is not above it.</exception>
    public Timerange(long start, long duration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(duration);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, long.MaxValue - start);
        Start = start;
        Duration = duration;
    }

    /// <summary>Where it begins, in microseconds; zero or above.</summary>
    public long Start { get; }

    /// <summary>How long it is, in microseconds; above zero.</summary>
    public long Duration { get; }

    /// <summary>The first microsecond after it.</summary>
    public long End => Start + Duration;

    /// <summary>The range from one moment to a later one; what is finer than a microsecond is cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="end"/> is not at least a microsecond after <paramref name="start"/>.</exception>
    public static Timerange Between(TimeSpan start, TimeSpan end) =>
        new(Microseconds(start), Microseconds(end) - Microseconds(start));

    /// <summary>A time in whole microseconds; what is finer is cut off.</summary>
    public static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Whether the two have a microsecond in common.</summary>
    public bool Overlaps(Timerange other) => Start < other.End && other.Start < End;

    /// <summary>Whether no part of <paramref name="inner"/> lies outside.</summary>
    public bool Contains(Timerange inner) => Start <= inner.Start && inner.End <= End;
}
