using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Runs a function for each message of a queue, at least once. A message whose run fails is tried again, and after <c>maxDequeueCount</c> tries
/// (host.json) it goes to the queue of that name with <c>-poison</c> at its end. The parameter may be a string, bytes, a <c>BinaryData</c>, a
/// <c>QueueMessage</c> or a type that the message is the JSON of.
/// </summary>
/// <param name="queueName">The queue; <c>%NAME%</c> stands for an app setting.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The queue.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The setting that has the storage account's connection; null for <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }
}
