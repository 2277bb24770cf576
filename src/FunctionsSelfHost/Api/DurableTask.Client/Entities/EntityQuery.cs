namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Which entities a list should have.</summary>
public record EntityQuery
{
    /// <summary>How many entities a page has unless another size is asked for.</summary>
    public const int DefaultPageSize = 100;

    private readonly string? instanceIdStartsWith;

    /// <summary>
    /// How their IDs (<c>@name@key</c>) begin; null for any. The first '@' may be left out, and the name's case does not matter. To have the
    /// entities of one name alone, end it with '@'.
    /// </summary>
    public string? InstanceIdStartsWith
    {
        get => instanceIdStartsWith;
        init => instanceIdStartsWith = value is null ? null : Normalize(value);
    }

    /// <summary>Changed at this time or later; null for no bound.</summary>
    public DateTimeOffset? LastModifiedFrom { get; init; }

    /// <summary>Changed at this time or earlier; null for no bound.</summary>
    public DateTimeOffset? LastModifiedTo { get; init; }

    /// <summary>Whether to fetch their states as well; default true.</summary>
    public bool IncludeState { get; init; } = true;

    /// <summary>Whether to have those that have no state as well: deleted ones, and such as are only locked or queued for; default false.</summary>
    public bool IncludeTransient { get; init; }

    /// <summary>How many a page has at most; null for the default.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where to begin; null for the beginning.</summary>
    public string? ContinuationToken { get; init; }

    private static string Normalize(string prefix)
    {
        string full = prefix.StartsWith('@') ? prefix : "@" + prefix;
        int second = full.IndexOf('@', 1);
        return second < 0 ? full.ToLowerInvariant() : full[..second].ToLowerInvariant() + full[second..];
    }
}
