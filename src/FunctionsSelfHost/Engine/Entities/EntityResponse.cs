using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Engine.Entities;

/// <summary>An entity's answer to a call, or to a lock request. Its JSON has the official member names.</summary>
/// <param name="Result">The serialized result; null when there is none.</param>
/// <param name="Failure">Why the operation failed; null when it succeeded.</param>
internal sealed record EntityResponse(
    [property: JsonPropertyName("result")] string? Result,
    [property: JsonPropertyName("failureDetails")] TaskFailureDetails? Failure);
