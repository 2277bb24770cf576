using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsSelfHost.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class MessageLeaseTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly FakeTimeProvider time = new();
    private readonly Updates updates = new();

    [Fact]
    public async Task Lease_IsRenewedHalfwayAndItsReceiptSettlesTheMessage()
    {
        QueueClient queue = await NewQueueAsync();
        QueueMessage message = (await queue.ReceiveMessageAsync(MessageLease.Duration)).Value;
        using var lease = new MessageLease(queue, message, time, NullLogger.Instance);

        time.Advance(MessageLease.Duration / 2);
        await updates.NextAsync();
        string receipt = await lease.EndAsync();

        receipt.Should().NotBe(message.PopReceipt);
        await queue.DeleteMessageAsync(message.MessageId, receipt);
    }

    [Fact]
    public async Task Lease_WhenTheStorageFails_IsTriedAgain()
    {
        QueueClient queue = await NewQueueAsync();
        QueueMessage message = (await queue.ReceiveMessageAsync(MessageLease.Duration)).Value;
        using var lease = new MessageLease(queue, message, time, NullLogger.Instance);

        updates.Fails = true;
        time.Advance(MessageLease.Duration / 2);
        await updates.NextAsync();
        updates.Fails = false;
        Task renewed = updates.NextAsync();
        while (!renewed.IsCompleted)
        {
            // the retry's delay begins at some moment after the failure
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        await renewed;
        string receipt = await lease.EndAsync();
        receipt.Should().NotBe(message.PopReceipt);
        await queue.DeleteMessageAsync(message.MessageId, receipt);
    }

    [Fact]
    public async Task Lease_ThatEndsEarly_LeavesTheReceiptAsItWas()
    {
        QueueClient queue = await NewQueueAsync();
        QueueMessage message = (await queue.ReceiveMessageAsync(MessageLease.Duration)).Value;
        using var lease = new MessageLease(queue, message, time, NullLogger.Instance);

        time.Advance(MessageLease.Duration / 2 - TimeSpan.FromSeconds(1));
        string receipt = await lease.EndAsync();

        receipt.Should().Be(message.PopReceipt);
    }

    private async Task<QueueClient> NewQueueAsync()
    {
        var options = new QueueClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(updates, HttpPipelinePosition.PerRetry);
        var queue = new QueueClient(azurite.ConnectionString, $"q{Guid.NewGuid():N}", options);
        await queue.CreateAsync();
        await queue.SendMessageAsync("x");
        return queue;
    }

    /// <summary>Sees the updates of messages that have been answered, and lets them fail.</summary>
    private sealed class Updates : HttpPipelinePolicy
    {
        private readonly Calls calls = new();

        public bool Fails { get; set; }

        public Task NextAsync() => calls.NextAsync<object>();

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            bool isUpdate = message.Request.Method == RequestMethod.Put && message.Request.Uri.ToString().Contains("/messages/", StringComparison.Ordinal);
            if (isUpdate && Fails)
            {
                calls.Add(new object());
                throw new IOException("The storage is away, on purpose.");
            }

            await ProcessNextAsync(message, pipeline);
            if (isUpdate)
            {
                calls.Add(new object());
            }
        }
    }
}
