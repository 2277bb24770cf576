using System.Globalization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Events;

/// <summary>What a feed has told, as far as somebody may need it again. Not for several threads at once.</summary>
internal sealed class StatusMemory
{
    /// <summary>How many runs that have ended are kept in mind.</summary>
    public const int MostEnded = 1000;

    private readonly Dictionary<RunKey, RunStatus> known = [];
    private readonly Queue<RunStatus> ended = new();
    private long sequence;
    private long forgotten;

    /// <summary>Whose numbers they are: those of another memory mean nothing here.</summary>
    public string Id { get; private set; } = NewId();

    /// <summary>The runs that go on.</summary>
    public IEnumerable<RunStatus> Active => known.Values.Where(s => !s.HasEnded);

    /// <summary>Takes in how a run is; answers it with its number when that is new, else null.</summary>
    public RunStatus? Learn(RunStatus status)
    {
        if (known.TryGetValue(status.Run, out RunStatus? before) && before.Version == status.Version)
        {
            return null;
        }

        RunStatus news = status with { Sequence = ++sequence };
        known[status.Run] = news;
        return news;
    }

    /// <summary>The newest status of each run that has changed since an event; null when that cannot be told.</summary>
    public IReadOnlyList<RunStatus>? Since(string? lastId) =>
        lastId?.Split('-') is [var id, var number]
        && id == Id
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long last)
        && last >= forgotten
            ? [.. ended.Concat(known.Values).Where(s => s.Sequence > last)]
            : null;

    /// <summary>Runs that are no more are forgotten; ones that have ended are looked at no longer, unless somebody does or they are listed as active.</summary>
    public void Forget(IEnumerable<RunKey> gone, IReadOnlySet<RunKey> lookedAt)
    {
        foreach (RunKey run in gone)
        {
            known.Remove(run);
        }

        foreach (RunStatus status in known.Values.Where(s => s.HasEnded && !lookedAt.Contains(s.Run)).ToArray())
        {
            known.Remove(status.Run);
            ended.Enqueue(status);
        }

        while (ended.Count > MostEnded)
        {
            forgotten = Math.Max(forgotten, ended.Dequeue().Sequence);
        }
    }

    /// <summary>Keeps only these runs in mind; numbers that clients have mean nothing afterwards.</summary>
    public void KeepOnly(IEnumerable<RunKey> runs)
    {
        var kept = runs.ToHashSet();
        foreach (RunKey run in known.Keys.Where(r => !kept.Contains(r)).ToArray())
        {
            known.Remove(run);
        }

        ended.Clear();
        Id = NewId();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => KeepOnly([]);

    private static string NewId() => Guid.NewGuid().ToString("N")[..12];
}
