using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>
/// Which runs a list is to show, and which page of them: <c>page</c> (from 1), <c>page_size</c> (1 to 100, default 20), <c>creator_id</c>,
/// <c>status</c>, <c>search</c>, <c>start_date</c> and <c>end_date</c> (ISO 8601; the end is not included). What is empty does not matter.
/// </summary>
internal sealed class RunQuery
{
    private const int MostOnAPage = 100;
    private const int UsualOnAPage = 20;

    private readonly Dictionary<string, string[]> errors = [];
    private readonly HttpRequest request;

    /// <summary>Reads the query; what is wrong with it is in <see cref="Refusal"/>.</summary>
    public RunQuery(HttpRequest request)
    {
        this.request = request;
        Page = Number("page", 1, int.MaxValue / MostOnAPage, 1);
        PageSize = Number("page_size", 1, MostOnAPage, UsualOnAPage);
        Filter = new RunFilter(Text("creator_id"), State(), Time("start_date"), Time("end_date"), Text("search"));
    }

    /// <summary>The page's number, from 1.</summary>
    public int Page { get; }

    /// <summary>How many there are on a page.</summary>
    public int PageSize { get; }

    /// <summary>Which runs.</summary>
    public RunFilter Filter { get; }

    /// <summary>How many come before the page.</summary>
    public int Skip => (Page - 1) * PageSize;

    /// <summary>422 with all that is wrong with the query; null when nothing is.</summary>
    public IActionResult? Refusal => errors.Count > 0 ? Problem.Invalid(errors) : null;

    private string? Value(string name) => request.Query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    private string? Text(string name)
    {
        string? text = Value(name)?.Trim();
        if (text is { Length: > PipelineInstanceId.MaxPartLength })
        {
            errors[name] = [$"Must have at most {PipelineInstanceId.MaxPartLength} characters."];
        }

        return text is { Length: > 0 } ? text : null;
    }

    private int Number(string name, int least, int most, int otherwise)
    {
        if (Value(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        errors[name] = [$"Must be a whole number from {least} to {most}."];
        return otherwise;
    }

    private RunState? State()
    {
        if (Value("status") is not { } text)
        {
            return null;
        }

        foreach (RunState state in Enum.GetValues<RunState>())
        {
            if (Labels.Of(state) == text)
            {
                return state;
            }
        }

        errors["status"] = [$"Must be one of {string.Join(", ", Enum.GetValues<RunState>().Select(Labels.Of))}."];
        return null;
    }

    private DateTimeOffset? Time(string name)
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time.Year > 1)
        {
            return time;
        }

        errors[name] = ["Must be a time in ISO 8601, for example 2026-01-31 or 2026-01-31T08:00:00Z."];
        return null;
    }
}
