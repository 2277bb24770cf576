using System.Net.Http.Json;

namespace VideoPipeline.Export;

/// <summary>Looks at the exporter for whoever watches it. It asks once, and not for long.</summary>
public sealed class ExporterMonitor(HttpClient http)
{
    /// <summary>The exports that the exporter remembers, in no order.</summary>
    /// <exception cref="HttpRequestException">It does not answer, or refuses.</exception>
    /// <exception cref="TaskCanceledException">It took too long.</exception>
    public async Task<IReadOnlyList<ExportJob>> ListAsync(CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync<IReadOnlyList<ExportJob>>(new Uri("api/exports", UriKind.Relative), cancellationToken) ?? [];
}
