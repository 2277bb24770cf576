using System.Diagnostics.Metrics;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Telemetry;
using VideoPipeline.Voice;

namespace VideoPipeline.Bench;

/// <summary>Records of runs, written as the app writes them but without its work.</summary>
internal sealed class SeededRecords
{
    private const int WritersAtOnce = 16;
    private const int Creators = 100;

    private readonly RunRecordStore store;
    private int filled;

    public SeededRecords(string storage)
    {
        var tables = new TableServiceClient(storage);
        IOptions<ArtifactStoreOptions> places = Options.Create(new ArtifactStoreOptions());
        IMeterFactory meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        store = new RunRecordStore(tables, new RunIndex(tables, places), new PipelineMetrics(meters), places);
    }

    /// <summary>Adds completed runs, each of a pipeline of its own, until there are so many.</summary>
    public async Task FillToAsync(int count)
    {
        await Parallel.ForEachAsync(Enumerable.Range(filled, count - filled), new ParallelOptions { MaxDegreeOfParallelism = WritersAtOnce }, async (i, token) =>
        {
            PipelineInput input = await ClaimAsync(i, token);
            await store.ChangeAsync(input.Key, r => r.Finish(DateTimeOffset.UtcNow, null), token);
        });
        filled = count;
    }

    /// <summary>Adds runs that go on. The app's sweep takes them for lost after a minute, so what is measured must not take longer.</summary>
    public async Task BeginAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await ClaimAsync(filled + i, CancellationToken.None);
        }
    }

    private async Task<PipelineInput> ClaimAsync(int number, CancellationToken cancellationToken)
    {
        var request = new PipelineRequest($"creator-{number % Creators}", $"video-{number}", null, NarratorGender.Female, 60, null, true, true);
        var input = new PipelineInput(request, RunId.Parse($"{Guid.CreateVersion7()}"), null, DateTimeOffset.UtcNow, false);
        await store.ClaimAsync(RunRecord.Requested(input).Start(DateTimeOffset.UtcNow), cancellationToken);
        return input;
    }
}
