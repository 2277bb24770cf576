namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>Orchestrations made of a seed: the same seed makes the same.</summary>
internal static class Plan
{
    /// <summary>What each lock adds to the entity that all share.</summary>
    public const int AddedUnderLock = 1000;

    private const int Instances = 6;

    /// <summary>The orchestrations of a batch, by their IDs.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<PlanStep>> Batch(int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, Instances).ToDictionary(i => $"plan-{seed}-{i}", _ => Steps(random, random.Next(4, 10), depth: 0));
    }

    /// <summary>What the entity that all share has in the end.</summary>
    public static int SharedTotal(IEnumerable<PlanStep> steps) => steps.Sum(step => SharedTotal(step.Inner) + step.Kind switch
    {
        PlanKind.EntityStart => 2 * step.Value,
        PlanKind.Lock => AddedUnderLock,
        _ => 0,
    });

    private static IReadOnlyList<PlanStep> Steps(Random random, int count, int depth) => [.. Enumerable.Range(0, count).Select(_ => Step(random, depth))];

    private static PlanStep Step(Random random, int depth)
    {
        PlanKind kind = (PlanKind)random.Next((int)PlanKind.Continue + (depth == 0 ? 1 : 0));
        IReadOnlyList<PlanStep> inner = kind is PlanKind.Child or PlanKind.All ? Steps(random, depth < 2 ? random.Next(1, 4) : 0, depth + 1) : [];
        return new PlanStep(kind, random.Next(1, 20), inner);
    }
}
