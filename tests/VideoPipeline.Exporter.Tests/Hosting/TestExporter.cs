using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Seats;

namespace VideoPipeline.Exporter.Tests.Hosting;

/// <summary>An exporter in this process, on a port of its own.</summary>
internal sealed class TestExporter : IAsyncDisposable
{
    private readonly WebApplication app;

    public TestExporter(WebApplication app, GatedRenderer renderer, Arrivals arrivals, Renewals renewals)
    {
        this.app = app;
        Renderer = renderer;
        Arrivals = arrivals;
        Renewals = renewals;
        Seat = app.Services.GetRequiredService<SeatKeeper>();
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/") };
        Client = new ExporterClient(Http);
    }

    public HttpClient Http { get; }

    public ExporterClient Client { get; }

    public GatedRenderer Renderer { get; }

    public Arrivals Arrivals { get; }

    public Renewals Renewals { get; }

    public SeatKeeper Seat { get; }

    /// <summary>Completes when the exporter has ended by itself.</summary>
    public Task Ended => app.WaitForShutdownAsync();

    public Task StopAsync() => app.StopAsync();

    public async Task<ExportJob> EndOfAsync(string requestId)
    {
        while (true)
        {
            ExportJob job = (await Client.FindAsync(requestId, TimeSpan.FromSeconds(60), CancellationToken.None))!;
            if (job is { HasEnded: true, IsSettled: true })
            {
                return job;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Http.Dispose();
    }
}
