namespace Microsoft.DurableTask;

/// <summary>The version of an orchestration. Versions are compared ignoring case; an absent version is the empty text.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version.</summary>
    public static readonly TaskVersion Unversioned = new("");

    private readonly string? version;

    /// <summary>Creates a version.</summary>
    /// <param name="version">The text; null is no version.</param>
    public TaskVersion(string? version)
    {
        this.version = version;
    }

    /// <summary>The version's text; empty when there is none.</summary>
    public string Version => version ?? "";

    /// <summary>A version from its text.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator TaskVersion(string value) => new(value);

    /// <summary>The text of a version.</summary>
    /// <param name="value">The version.</param>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>Whether two versions are the same, ignoring case.</summary>
    /// <param name="left">One version.</param>
    /// <param name="right">The other version.</param>
    public static bool operator ==(TaskVersion left, TaskVersion right) => left.Equals(right);

    /// <summary>Whether two versions differ, ignoring case.</summary>
    /// <param name="left">One version.</param>
    /// <param name="right">The other version.</param>
    public static bool operator !=(TaskVersion left, TaskVersion right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);

    /// <summary>The version's text.</summary>
    public override string ToString() => Version;
}
