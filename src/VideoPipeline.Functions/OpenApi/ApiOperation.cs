namespace VideoPipeline.Functions.OpenApi;

/// <summary>What a function's signature does not tell of it.</summary>
/// <param name="Group">The heading that it stands under.</param>
/// <param name="Answers">Its answers, by status; problems need no more than their status.</param>
internal sealed record ApiOperation(string Group, params IReadOnlyList<ApiAnswer> Answers)
{
    /// <summary>What it does, where its doc comment does not tell.</summary>
    public string? Summary { get; init; }

    /// <summary>What its query and its headers may hold.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>What it takes in its body; null for nothing.</summary>
    public ApiContent? Body { get; init; }
}

/// <summary>An answer of a function.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Content">What it holds; null for a problem, or for nothing where the status is none of an error.</param>
internal sealed record ApiAnswer(int Status, string Meaning, ApiContent? Content = null)
{
    /// <summary>Whether an error is told by its status alone, as hosts do.</summary>
    public bool IsEmpty { get; init; }
}

/// <summary>A body.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Type">The record that it is written from; null for content without one.</param>
/// <param name="Example">An example.</param>
internal sealed record ApiContent(string MediaType, Type? Type, object? Example = null)
{
    /// <summary>The media type of what may be of any.</summary>
    public const string Any = "*/*";

    /// <summary>Whether it holds many of them, as <c>requests</c>.</summary>
    public bool IsBatch { get; init; }

    /// <summary>Whether a request may do without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>A record as JSON.</summary>
    public static ApiContent Json<T>(T example)
        where T : notnull => new("application/json", typeof(T), example);
}

/// <summary>A parameter of the query or a header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Type">The schema's type.</param>
/// <param name="Place"><c>query</c> or <c>header</c>.</param>
internal sealed record ApiParameter(string Name, string Description, string Type = "string", string Place = "query");
