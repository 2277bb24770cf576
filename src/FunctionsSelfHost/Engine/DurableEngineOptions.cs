using FunctionsSelfHost.Engine.Clustering;

namespace FunctionsSelfHost.Engine;

/// <summary>How the durable engine runs. Set from host.json and the app settings.</summary>
/// <param name="HubName">The task hub: 3 to 45 letters and digits, beginning with a letter.</param>
/// <param name="MaxConcurrentActivities">How many activities this process runs at once.</param>
/// <param name="ConnectionName">The storage connection of the hub's tables.</param>
/// <param name="KeepsInMemory">True to keep the hub in memory: for tests.</param>
/// <param name="Cluster">How other processes on the hub are found; null when this one is alone.</param>
internal sealed record DurableEngineOptions(string HubName, int MaxConcurrentActivities, string ConnectionName, bool KeepsInMemory, ClusterSettings? Cluster);
