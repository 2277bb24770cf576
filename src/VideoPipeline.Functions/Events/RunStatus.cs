using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using VideoPipeline.Functions.Api;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Events;

/// <summary>The status of a run as events tell it. One text serves all clients.</summary>
/// <param name="Run">The run.</param>
/// <param name="HasEnded">Whether it has ended.</param>
/// <param name="Json">Its status, in one line.</param>
/// <param name="Version">Differs when the status does; the same in all processes.</param>
/// <param name="Sequence">Its place among what this process has told.</param>
internal sealed record RunStatus(RunKey Run, bool HasEnded, string Json, string Version, long Sequence = 0)
{
    private const int VersionLength = 16;

    // no HTML is made of it, and Chinese is three bytes instead of six
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The status of a run. What it waits for is told as its record does, without its place in a queue.</summary>
    public static RunStatus Of(RunRecord run)
    {
        Wait? wait = !run.HasEnded && run.Current?.WaitingFor is { } what ? new Wait(what) : null;
        string json = JsonSerializer.Serialize(StatusBody.Of(run, wait), OneLine);
        string version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..VersionLength];
        return new RunStatus(run.Input.Key, run.HasEnded, json, version);
    }
}
