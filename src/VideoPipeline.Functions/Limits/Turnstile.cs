namespace VideoPipeline.Functions.Limits;

/// <summary>
/// Lets only a few of a run's parts ask for a limited resource at once, in turn; the others ask when those have it. So a run with a
/// hundred parts does not stand in front of another one with all of them. For orchestrators: it waits for nothing outside.
/// </summary>
internal sealed class Turnstile(int places)
{
    private readonly Queue<TaskCompletionSource> waiting = new();
    private int free = places;

    /// <summary>Waits for a turn. Disposing the answer, once or several times, ends the turn.</summary>
    public async Task<IDisposable> EnterAsync()
    {
        if (free > 0)
        {
            free--;
        }
        else
        {
            // its continuation must run where the orchestrator's code runs
            var turn = new TaskCompletionSource();
            waiting.Enqueue(turn);
            await turn.Task;
        }

        return new Turn(this);
    }

    private void Leave()
    {
        if (waiting.TryDequeue(out TaskCompletionSource? next))
        {
            next.SetResult();
        }
        else
        {
            free++;
        }
    }

    private sealed class Turn(Turnstile turnstile) : IDisposable
    {
        private bool hasEnded;

        public void Dispose()
        {
            if (!hasEnded)
            {
                hasEnded = true;
                turnstile.Leave();
            }
        }
    }
}
