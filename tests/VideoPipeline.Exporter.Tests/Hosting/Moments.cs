using System.Threading.Channels;

namespace VideoPipeline.Exporter.Tests.Hosting;

/// <summary>Counts how often something has happened, for a test that waits for it.</summary>
internal sealed class Moments
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<bool> moments = Channel.CreateUnbounded<bool>();

    public void Add() => moments.Writer.TryWrite(true);

    /// <summary>Waits for one more.</summary>
    public async Task NextAsync(CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await moments.Reader.ReadAsync(patience.Token);
    }
}
