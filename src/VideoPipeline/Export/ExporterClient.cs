using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace VideoPipeline.Export;

/// <summary>Talks to the exporter. Faults of transport have been retried when they surface here, as <see cref="HttpRequestException"/>.</summary>
public sealed class ExporterClient(HttpClient http)
{
    /// <summary>Hands over an export. Handing it over again changes nothing.</summary>
    /// <exception cref="TokenOutdatedException">The exporter has seen a higher token.</exception>
    /// <exception cref="ExportRefusedException">The order is not valid, or the request ID belongs to another export.</exception>
    public async Task<ExportJob> StartAsync(ExportOrder order, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.PutAsJsonAsync(Path(order.RequestId), order, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict)
        {
            throw new TokenOutdatedException(await DetailAsync(response, cancellationToken));
        }

        if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            throw new ExportRefusedException(await DetailAsync(response, cancellationToken));
        }

        response.EnsureSuccessStatusCode();
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>How far an export is; waits for its end, at most the given time (up to 60 s). Null when the exporter does not know it.</summary>
    public async Task<ExportJob?> FindAsync(string requestId, TimeSpan wait, CancellationToken cancellationToken)
    {
        string seconds = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        using HttpResponseMessage response = await http.GetAsync(new Uri($"{Path(requestId)}?wait={seconds}", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Cancels an export. One that the exporter does not know is cancelled already.</summary>
    public async Task CancelAsync(string requestId, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.DeleteAsync(new Uri(Path(requestId), UriKind.Relative), cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            response.EnsureSuccessStatusCode();
        }
    }

    private static string Path(string requestId) => $"api/exports/{Uri.EscapeDataString(requestId)}";

    private static async Task<ExportJob> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<ExportJob>(cancellationToken) ?? throw new JsonException("The exporter answered null.");

    private static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using JsonDocument problem = JsonDocument.Parse(body);
            return problem.RootElement.GetProperty("detail").GetString() ?? body;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"The exporter refused the export ({(int)response.StatusCode}): {body}";
        }
    }
}
