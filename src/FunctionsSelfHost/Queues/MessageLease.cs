using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsSelfHost.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Queues;

/// <summary>Keeps a message hidden while its function runs. A storage that does not answer is asked again until the message would come back.</summary>
internal sealed partial class MessageLease : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    private readonly QueueClient queue;
    private readonly QueueMessage message;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewing;
    private string receipt;

    /// <summary>Begins to renew the lease of a message that was just received for <see cref="Duration"/>.</summary>
    public MessageLease(QueueClient queue, QueueMessage message, TimeProvider time, ILogger logger)
    {
        this.queue = queue;
        this.message = message;
        this.time = time;
        this.logger = logger;
        receipt = message.PopReceipt;
        renewing = RenewAsync();
    }

    /// <summary>How long a message is hidden at a time.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Ends the renewal; gives the receipt by which the message can be settled.</summary>
    public async Task<string> EndAsync()
    {
        await ended.CancelAsync();
        await renewing;
        return receipt;
    }

    /// <inheritdoc/>
    public void Dispose() => ended.Dispose();

    private async Task RenewAsync()
    {
        TimeSpan delay = Duration / 2;
        while (true)
        {
            await Task.Delay(delay, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return;
            }

            try
            {
                // not cancelled by the end: the receipt must be known
                receipt = (await queue.UpdateMessageAsync(message.MessageId, receipt, (string?)null, Duration, CancellationToken.None)).Value.PopReceipt;
                delay = Duration / 2;
            }
            catch (RequestFailedException e) when (e.Status is 400 or 404)
            {
                LogLost(logger, message.MessageId, queue.Name);
                return;
            }
            catch (Exception e) when (StorageConnection.IsFault(e))
            {
                LogNotRenewed(logger, e, message.MessageId, queue.Name, Retry);
                delay = Retry;
            }
        }
    }

    [LoggerMessage(
        4111, LogLevel.Warning, "The message {MessageId} in {Queue} is no longer this host's: it was deleted, or comes again although its function still runs")]
    private static partial void LogLost(ILogger logger, string messageId, string queue);

    [LoggerMessage(4112, LogLevel.Warning, "The message {MessageId} in {Queue} could not be kept hidden; next try in {Delay}")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, string messageId, string queue, TimeSpan delay);
}
