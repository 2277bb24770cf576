using System.Threading.Channels;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Events;

/// <summary>
/// What one client is still to be told: of each run the newest status only, so a slow client costs no more than there are runs.
/// </summary>
/// <param name="run">The run that it follows; null when it follows all.</param>
/// <param name="onEnd">Called when the client has gone.</param>
internal sealed class StatusSubscription(RunKey? run, Action<StatusSubscription> onEnd) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<RunKey, RunStatus> waiting = [];
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The run that it follows; null when it follows all.</summary>
    public RunKey? Run => run;

    /// <summary>What the ID of an event of all runs begins with: the feed that numbers them.</summary>
    public string Feed { get; init; } = "";

    /// <summary>Whether the client may have missed something that cannot be told any more.</summary>
    public bool HasGap { get; init; }

    /// <summary>The ID by which the client goes on after an event.</summary>
    public string IdOf(RunStatus status) => run is null ? $"{Feed}-{status.Sequence}" : $"{status.Run.Run}-{status.Version}";

    /// <summary>Tells the client, if it follows that run.</summary>
    public void Offer(RunStatus status)
    {
        if (run is { } followed && followed != status.Run)
        {
            return;
        }

        lock (gate)
        {
            waiting[status.Run] = status;
        }

        signal.Writer.TryWrite(true);
    }

    /// <summary>Ends when there is something to tell.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await signal.Reader.ReadAsync(cancellationToken);

    /// <summary>What is to be told, in order.</summary>
    public IReadOnlyList<RunStatus> Take()
    {
        lock (gate)
        {
            RunStatus[] taken = [.. waiting.Values.OrderBy(s => s.Sequence)];
            waiting.Clear();
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => onEnd(this);
}
