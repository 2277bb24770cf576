using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Queues;

/// <summary>host.json, extensions.queues.</summary>
/// <param name="BatchSize">How many messages are fetched at once, 1 to 32. Default 16.</param>
/// <param name="NewBatchThreshold">The next batch is fetched when so few are still being handled. Default: half a batch for each processor.</param>
/// <param name="MaxDequeueCount">How often a message is tried before it goes to the poison queue. Default 5.</param>
/// <param name="VisibilityTimeout">How long a failed message waits for its next try. Default zero.</param>
/// <param name="MaxPollingInterval">The longest pause between two looks at an empty queue. Default one minute.</param>
/// <param name="IsBase64">Whether messages are base64 texts. Default true.</param>
internal sealed record QueueOptions(
    int BatchSize, int NewBatchThreshold, int MaxDequeueCount, TimeSpan VisibilityTimeout, TimeSpan MaxPollingInterval, bool IsBase64)
{
    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A value is not valid.</exception>
    public static QueueOptions Of(IConfiguration section)
    {
        int batch = section.GetValue("batchSize", 16);
        if (batch is < 1 or > 32)
        {
            throw new InvalidOperationException($"host.json: extensions.queues.batchSize is {batch}; it must be 1 to 32.");
        }

        string encoding = section["messageEncoding"] ?? "base64";
        int tries = section.GetValue("maxDequeueCount", 5);
        if (tries < 1)
        {
            throw new InvalidOperationException($"host.json: extensions.queues.maxDequeueCount is {tries}; it must be 1 or more.");
        }

        return new QueueOptions(
            batch,
            section.GetValue("newBatchThreshold", Math.Max(1, batch / 2 * Environment.ProcessorCount)),
            tries,
            section.GetValue("visibilityTimeout", TimeSpan.Zero),
            section.GetValue("maxPollingInterval", TimeSpan.FromMinutes(1)),
            encoding.ToUpperInvariant() switch
            {
                "BASE64" => true,
                "NONE" => false,
                _ => throw new InvalidOperationException($"host.json: extensions.queues.messageEncoding is \"{encoding}\"; it must be base64 or none."),
            });
    }
}
