using System.Text.Json.Serialization;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>A job as it is kept on disk. One that was being rendered when the exporter ended is rendered from the beginning.</summary>
/// <param name="RequestId">The job's name.</param>
/// <param name="Sequence">Its place among all jobs: first come, first served.</param>
/// <param name="Order">What to export to blob storage, with the highest token that it was handed over under; null for a local job.</param>
/// <param name="LocalDraft">The draft folder of a local job.</param>
internal sealed record JobRecord(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("order")] ExportOrder? Order,
    [property: JsonPropertyName("local_draft")] string? LocalDraft)
{
    /// <summary>Its state.</summary>
    [JsonPropertyName("state")]
    public ExportState State { get; init; }

    /// <summary>Whether it is to be cancelled. Kept before its caller is told, so that no restart renders it again.</summary>
    [JsonPropertyName("is_cancel_requested")]
    public bool IsCancelRequested { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    /// <summary>What it has made.</summary>
    [JsonPropertyName("result")]
    public ExportResult? Result { get; init; }

    /// <summary>How often its rendering began, as far as that matters: kept only where a rendering may not be repeated.</summary>
    [JsonPropertyName("starts")]
    public int Starts { get; init; }

    /// <summary>When its rendering began.</summary>
    [JsonPropertyName("started_at")]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    [JsonPropertyName("ended_at")]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True while the stored video's preview and poster are still to be made.</summary>
    [JsonPropertyName("owes_excerpts")]
    public bool OwesExcerpts { get; init; }

    /// <summary>The trace of whoever handed it over, in the form of the header traceparent; null when there was none.</summary>
    [JsonPropertyName("trace_parent")]
    public string? TraceParent { get; init; }

    /// <summary>True when the job will not change any more.</summary>
    [JsonIgnore]
    public bool HasEnded => State is ExportState.Succeeded or ExportState.Failed or ExportState.Cancelled;

    /// <summary>Whether an order asks for this very export. Its token does not matter: a slot may have been acquired again.</summary>
    public bool IsFor(ExportOrder order) =>
        Order is { } own && own.Draft == order.Draft && own.OutputContainer == order.OutputContainer && own.OutputName == order.OutputName;

    /// <summary>What callers are told.</summary>
    public ExportJob ToJob(int percent, int position) => new(
        RequestId,
        State,
        State == ExportState.Succeeded ? 100 : percent,
        Error,
        Result?.Video,
        Result?.VideoSeconds,
        Result?.NotRendered ?? [],
        position,
        StartedAt,
        EndedAt,
        HasEnded && !OwesExcerpts);
}
