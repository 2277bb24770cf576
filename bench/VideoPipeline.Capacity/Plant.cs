namespace VideoPipeline.Capacity;

/// <summary>A deployment at work in a simulation.</summary>
internal sealed class Plant
{
    // a run's work comes in pieces between which others have their turn
    private const int Pieces = 40;

    private readonly VirtualClock clock;
    private readonly Deployment deployment;
    private readonly Resource cores;
    private readonly Resource storage;
    private readonly Resource seats;
    private readonly Resource speech;
    private readonly Rate model;

    public Plant(VirtualClock clock, Deployment deployment)
    {
        this.clock = clock;
        this.deployment = deployment;
        cores = new Resource(clock, deployment.Cores);
        storage = new Resource(clock, deployment.StorageServers);
        seats = new Resource(clock, deployment.Seats);
        speech = new Resource(clock, deployment.SpeechSlots);
        model = new Rate(clock, deployment.ModelRate);
    }

    /// <summary>One run from its start to its end.</summary>
    public async Task RunAsync(RunCost cost)
    {
        for (int piece = 0; piece < Pieces; piece++)
        {
            await StorageAsync(Part(cost.StorageRequests, piece));
            await Task.WhenAll(Enumerable.Range(0, Part(cost.ModelRequests, piece)).Select(_ => ModelAsync(cost)));
            await Task.WhenAll(Enumerable.Range(0, Part(cost.SpeechRequests, piece)).Select(_ => speech.UseAsync(cost.SpeechSeconds)));
            await cores.UseAsync((cost.AppSeconds + cost.ToolSeconds) / Pieces);
        }

        if (cost.VideoSeconds > 0)
        {
            await seats.UseAsync((cost.VideoSeconds * deployment.RenderFactor) + deployment.HandOver);
        }
    }

    /// <summary>How busy each part was over a period, and how long 95 of 100 waited for it at most.</summary>
    public IReadOnlyList<PartLoad> Loads(double seconds) =>
    [
        new("cores", cores.ShareOf(seconds), cores.LongWait),
        new("storage", storage.ShareOf(seconds), storage.LongWait),
        new("exporter seats", seats.ShareOf(seconds), seats.LongWait),
        new("speech slots", speech.ShareOf(seconds), speech.LongWait),
        new("model quota", model.ShareOf(seconds), 0),
    ];

    private static int Part(int whole, int piece) => ((piece + 1) * whole / Pieces) - (piece * whole / Pieces);

    private async Task StorageAsync(int requests)
    {
        for (int i = 0; i < requests; i++)
        {
            await (deployment.StorageOnTheSameCores ? Task.WhenAll(storage.UseAsync(deployment.StorageSeconds), cores.UseAsync(deployment.StorageSeconds))
                : storage.UseAsync(deployment.StorageSeconds));
        }
    }

    private async Task ModelAsync(RunCost cost)
    {
        await model.PassAsync();
        await clock.Delay(cost.ModelSeconds);
    }
}
