namespace FunctionsSelfHost.Engine;

/// <summary>The host that the instance lives in stops and takes no messages any more; another one will. Nothing has been changed.</summary>
[GenerateSerializer]
internal sealed class HostStoppingException(string instanceId) : Exception($"The host of the instance {instanceId} stops.");
