namespace VideoPipeline.Functions.Limits;

/// <summary>What the settings say of a semaphore.</summary>
/// <param name="Capacity">How many may hold a slot at once.</param>
/// <param name="Lease">How long a holder need not be heard of.</param>
/// <param name="IsFair">Whether creators take turns; otherwise who waits longest is next.</param>
public sealed record SlotRules(int Capacity, TimeSpan Lease, bool IsFair);
