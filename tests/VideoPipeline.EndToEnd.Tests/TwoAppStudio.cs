using VideoPipeline.Testing;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Two processes of the app, one cluster, and an exporter that tests have in hand.</summary>
public class TwoAppStudio : Studio
{
    private readonly RedisServer redis = new();

    internal StubExporter Stub { get; private set; } = null!;

    /// <inheritdoc/>
    protected override int AppCount => 2;

    public override async Task InitializeAsync()
    {
        if (!IsElsewhere)
        {
            await redis.InitializeAsync();
        }

        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (!IsElsewhere)
        {
            await Stub.DisposeAsync();
        }

        await redis.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override IDictionary<string, string> Settings() => new Dictionary<string, string>
    {
        ["Orleans__Clustering"] = "Redis",
        ["Orleans__Redis"] = redis.ConnectionString,
    };

    /// <inheritdoc/>
    protected override async Task<string> StartExporterAsync()
    {
        Stub = await StubExporter.StartAsync();
        return Stub.Url;
    }
}
