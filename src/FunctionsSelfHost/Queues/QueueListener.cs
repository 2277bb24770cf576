using System.Reflection;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Queues;

/// <summary>
/// Feeds a queue's messages to a function. A message is deleted when the function has returned; when it throws, the message comes back,
/// and after too many tries it goes to the queue <c>{queue}-poison</c>. While the function runs the message stays hidden.
/// </summary>
internal sealed partial class QueueListener(
    FunctionDescriptor function,
    FunctionInvoker invoker,
    IServiceScopeFactory scopes,
    StorageConnection storage,
    HostSettings settings,
    QueueSignals signals,
    DataConverter converter,
    TimeProvider time,
    ILogger<QueueListener> logger) : BackgroundService
{
    private const string PoisonSuffix = "-poison";

    private readonly QueueOptions options = QueueOptions.Of(settings.Queues, settings.IsDevelopment);

    // made with the listener, so that a setting that is missing fails the start
    private readonly QueueServiceClient service =
        storage.Queues(((QueueTriggerAttribute)function.Trigger).Connection ?? StorageConnection.DefaultName);

    private readonly string name = settings.Resolve(((QueueTriggerAttribute)function.Trigger).QueueName);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        QueueClient queue = service.GetQueueClient(name);

        // a poison queue has none of its own: its messages are tried again and again
        QueueClient? poison = name.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : service.GetQueueClient(name + PoisonSuffix);
        var running = new List<Task>();
        var pauses = new PollingPause(options.MaxPollingInterval);
        bool exists = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan pause;

            // from before the look, so that what comes in during it is not missed
            Task signal = signals.NextAsync(queue.Uri);
            try
            {
                running.RemoveAll(t => t.IsCompleted);
                if (running.Count > options.NewBatchThreshold)
                {
                    await Task.WhenAny(running);
                    continue;
                }

                if (!exists)
                {
                    await queue.CreateIfNotExistsAsync(cancellationToken: stoppingToken);
                    exists = true;
                }

                QueueMessage[] messages = await queue.ReceiveMessagesAsync(options.BatchSize, MessageLease.Duration, stoppingToken);
                running.AddRange(messages.Select(m => HandleAsync(queue, poison, m, stoppingToken)));
                pause = messages.Length > 0 ? pauses.AfterMessages(messages.Length == options.BatchSize) : pauses.AfterNothing();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (StorageConnection.IsFault(e))
            {
                exists = false;
                pause = pauses.AfterNothing();
                LogNotRead(logger, e, queue.Name, pause);
            }

            await PauseAsync(pause, signal, stoppingToken);
        }

        await Task.WhenAll(running);
    }

    private async Task PauseAsync(TimeSpan pause, Task signal, CancellationToken stoppingToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(signal, Task.Delay(pause, time, woken.Token));
        await woken.CancelAsync();
    }

    private async Task HandleAsync(QueueClient queue, QueueClient? poison, QueueMessage message, CancellationToken stopping)
    {
        try
        {
            // taken more often than tried: the process died under it
            if (message.DequeueCount > options.MaxDequeueCount && poison is not null)
            {
                await PoisonAsync(queue, poison, message, message.PopReceipt);
                return;
            }

            if (Decode(message) is not { } body)
            {
                LogUndecodable(logger, message.MessageId, queue.Name);
                await RejectAsync(queue, poison, message, message.PopReceipt);
                return;
            }

            using var lease = new MessageLease(queue, message, time, logger);
            Outcome outcome = await RunAsync(message, body, stopping);
            string receipt = await lease.EndAsync();
            await SettleAsync(outcome, queue, poison, message, receipt);
        }
        catch (Exception e) when (StorageConnection.IsFault(e))
        {
            // the message comes back when its lease runs out
            LogNotSettled(logger, e, message.MessageId, queue.Name);
        }
    }

    private Task SettleAsync(Outcome outcome, QueueClient queue, QueueClient? poison, QueueMessage message, string receipt) => outcome switch
    {
        Outcome.Done => queue.DeleteMessageAsync(message.MessageId, receipt, CancellationToken.None),
        Outcome.Interrupted => GiveBackAsync(queue, message, receipt, TimeSpan.Zero),
        _ => message.DequeueCount >= options.MaxDequeueCount
            ? RejectAsync(queue, poison, message, receipt)
            : GiveBackAsync(queue, message, receipt, options.VisibilityTimeout),
    };

    private async Task<Outcome> RunAsync(QueueMessage message, BinaryData body, CancellationToken stopping)
    {
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            Dictionary<string, object?> data = BindingData(message, body);
            await invoker.InvokeAsync(
                function,
                p => p == function.TriggerParameter ? Bind(p, message, body) : BindingByName.Bind(p, data),
                data,
                scope.ServiceProvider,
                stopping);
            return Outcome.Done;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogInterrupted(logger, function.Name, message.MessageId);
            return Outcome.Interrupted;
        }
        catch (Exception e)
        {
            LogFailed(logger, e, function.Name, message.MessageId, message.DequeueCount);
            return Outcome.Failed;
        }
    }

    private Task RejectAsync(QueueClient queue, QueueClient? poison, QueueMessage message, string receipt) =>
        poison is null
            ? GiveBackAsync(queue, message, receipt, options.MaxPollingInterval)
            : PoisonAsync(queue, poison, message, receipt);

    private static async Task GiveBackAsync(QueueClient queue, QueueMessage message, string receipt, TimeSpan pause) =>
        await queue.UpdateMessageAsync(message.MessageId, receipt, (string?)null, pause, CancellationToken.None);

    private async Task PoisonAsync(QueueClient queue, QueueClient poison, QueueMessage message, string receipt)
    {
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(message.Body, timeToLive: TimeSpan.FromSeconds(-1));
        signals.Notify(poison.Uri);
        await queue.DeleteMessageAsync(message.MessageId, receipt);
        LogPoisoned(logger, message.MessageId, poison.Name);
    }

    private BinaryData? Decode(QueueMessage message)
    {
        if (!options.IsBase64)
        {
            return message.Body;
        }

        try
        {
            return new BinaryData(Convert.FromBase64String(message.Body.ToString()));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private object? Bind(ParameterInfo parameter, QueueMessage message, BinaryData body) => parameter.ParameterType switch
    {
        var t when t == typeof(string) => body.ToString(),
        var t when t == typeof(BinaryData) => body,
        var t when t == typeof(byte[]) => body.ToArray(),
        var t when t == typeof(QueueMessage) => QueuesModelFactory.QueueMessage(
            message.MessageId, message.PopReceipt, body, message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn),
        var t => converter.Deserialize(body.ToString(), t),
    };

    private static Dictionary<string, object?> BindingData(QueueMessage message, BinaryData body) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["QueueTrigger"] = body.ToString(),
        ["Id"] = message.MessageId,
        ["DequeueCount"] = message.DequeueCount,
        ["InsertionTime"] = message.InsertedOn,
        ["ExpirationTime"] = message.ExpiresOn,
        ["NextVisibleTime"] = message.NextVisibleOn,
        ["PopReceipt"] = message.PopReceipt,
    };

    [LoggerMessage(4101, LogLevel.Warning, "The queue {Queue} could not be read; next look in {Pause}")]
    private static partial void LogNotRead(ILogger logger, Exception exception, string queue, TimeSpan pause);

    [LoggerMessage(4102, LogLevel.Warning, "The message {MessageId} in {Queue} is not base64")]
    private static partial void LogUndecodable(ILogger logger, string messageId, string queue);

    [LoggerMessage(4103, LogLevel.Warning, "The message {MessageId} in {Queue} could not be settled; it comes back")]
    private static partial void LogNotSettled(ILogger logger, Exception exception, string messageId, string queue);

    private enum Outcome
    {
        Done,
        Failed,
        Interrupted,
    }

    [LoggerMessage(
        4104, LogLevel.Information, "The function {Function} was interrupted on message {MessageId}; it goes back into its queue")]
    private static partial void LogInterrupted(ILogger logger, string function, string messageId);

    [LoggerMessage(4105, LogLevel.Error, "The function {Function} failed on message {MessageId} (try {Try})")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function, string messageId, long @try);

    [LoggerMessage(4106, LogLevel.Warning, "The message {MessageId} was moved to {Queue}")]
    private static partial void LogPoisoned(ILogger logger, string messageId, string queue);
}
