namespace FunctionsSelfHost.Engine;

/// <summary>Limits how many turns of one kind this process takes at once; the others wait in line.</summary>
internal sealed class TurnThrottle(int mostAtOnce) : IDisposable
{
    private readonly SemaphoreSlim slots = new(mostAtOnce);

    /// <summary>Takes a turn when there is room for it.</summary>
    public async Task RunAsync(Func<Task> turn, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            await turn();
        }
        finally
        {
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();
}
