namespace FunctionsSelfHost.Storage;

/// <summary>Another activation has committed a turn of this instance: what is in memory here is out of date and must be loaded anew.</summary>
[GenerateSerializer]
internal sealed class LostOwnershipException(string instanceId, Exception? innerException = null)
    : Exception($"The instance {instanceId} was changed by another host. Its state is loaded again.", innerException);
