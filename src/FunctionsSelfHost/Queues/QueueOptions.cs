using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Queues;

/// <summary>host.json, extensions.queues.</summary>
/// <param name="BatchSize">How many messages are fetched at once, 1 to 32. Default 16.</param>
/// <param name="NewBatchThreshold">The next batch is fetched when so few are still being handled, 0 or more. Default: half a batch for each processor.</param>
/// <param name="MaxDequeueCount">How often a message is tried before it goes to the poison queue, 1 or more. Default 5.</param>
/// <param name="VisibilityTimeout">How long a failed message waits for its next try, at most seven days. Default zero.</param>
/// <param name="MaxPollingInterval">The longest pause between two looks at an empty queue, 100 ms or more. Default one minute; two seconds in Development.</param>
/// <param name="IsBase64">Whether messages are base64 texts. Default true.</param>
internal sealed record QueueOptions(
    int BatchSize, int NewBatchThreshold, int MaxDequeueCount, TimeSpan VisibilityTimeout, TimeSpan MaxPollingInterval, bool IsBase64)
{
    /// <summary>The shortest pause between two looks at a queue.</summary>
    public static readonly TimeSpan MinPollingInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestVisibilityTimeout = TimeSpan.FromDays(7);

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="isDevelopment">Whether the app runs in the environment Development.</param>
    /// <exception cref="InvalidOperationException">A value is not valid.</exception>
    public static QueueOptions Of(IConfiguration section, bool isDevelopment)
    {
        var reader = new Reader(section);
        int batch = reader.Read("batchSize", 16, n => n is >= 1 and <= 32, "1 to 32");
        string encoding = section["messageEncoding"] ?? "base64";
        return new QueueOptions(
            batch,
            reader.Read("newBatchThreshold", Math.Max(1, batch / 2 * Environment.ProcessorCount), n => n >= 0, "0 or more"),
            reader.Read("maxDequeueCount", 5, n => n >= 1, "1 or more"),
            reader.Read("visibilityTimeout", TimeSpan.Zero, t => t >= TimeSpan.Zero && t <= LongestVisibilityTimeout, "0 to 7.00:00:00"),
            reader.Read("maxPollingInterval", TimeSpan.FromSeconds(isDevelopment ? 2 : 60), t => t >= MinPollingInterval, "00:00:00.100 or more"),
            encoding.ToUpperInvariant() switch
            {
                "BASE64" => true,
                "NONE" => false,
                _ => throw new InvalidOperationException($"host.json: extensions.queues.messageEncoding is \"{encoding}\"; it must be base64 or none."),
            });
    }

    private sealed class Reader(IConfiguration section)
    {
        public T Read<T>(string name, T otherwise, Func<T, bool> isValid, string expected)
            where T : struct => section.GetValue(name, otherwise) is var value && isValid(value)
                ? value
                : throw new InvalidOperationException($"host.json: extensions.queues.{name} is {section[name]}; it must be {expected}.");
    }
}
