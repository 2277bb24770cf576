using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Starting;

/// <summary>A request, and what came with it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Transcript">The transcript, plain text or SubRip; null to use the video's uploaded source.</param>
/// <param name="IdempotencyKey">The client's key: requests with the same key are one run, for ever.</param>
/// <param name="OnDuplicate">What becomes of it while a run of its pipeline is active.</param>
public sealed record StartOrder(
    PipelineRequest Request, string? Transcript, string? IdempotencyKey, OnDuplicate OnDuplicate = OnDuplicate.Return);
