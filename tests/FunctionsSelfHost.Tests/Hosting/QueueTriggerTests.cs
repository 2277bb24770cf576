using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class QueueTriggerTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly Calls calls = new();
    private readonly string name = $"q{Guid.NewGuid():N}";

    [Fact]
    public async Task Message_ThatIsHandled_IsDeleted()
    {
        await using (TestApp app = await StartAsync<Texts>())
        {
            await Queue().SendMessageAsync("你好");

            (await calls.NextAsync<string>()).Should().Be("你好");
        }

        (await LeftAsync(name)).Should().BeEmpty();
    }

    [Fact]
    public async Task Messages_SentBeforeTheStart_AreAllHandled()
    {
        await Queue().CreateAsync();
        foreach (int i in Enumerable.Range(0, 40))
        {
            await Queue().SendMessageAsync($"{i}");
        }

        await using TestApp app = await StartAsync<Texts>();

        List<string> seen = [];
        while (seen.Count < 40)
        {
            seen.Add(await calls.NextAsync<string>());
        }

        seen.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Message_ThatFailed_ComesAgainUnchangedWithAHigherCount()
    {
        await using TestApp app = await StartAsync<FailsOnce>();

        await Queue().SendMessageAsync("again");

        (await calls.NextAsync<(string, long)>()).Should().Be(("again", 1));
        (await calls.NextAsync<(string, long)>()).Should().Be(("again", 2));
    }

    [Fact]
    public async Task Message_ThatAlwaysFails_GoesToThePoisonQueue()
    {
        await using TestApp app = await StartAsync<AlwaysFails>();

        await Queue().SendMessageAsync("bad");

        (await calls.NextAsync<string>()).Should().Be("try 1");
        (await calls.NextAsync<string>()).Should().Be("try 2");
        (await calls.NextAsync<string>()).Should().Be("poison bad");
        await app.StopAsync();
        (await LeftAsync(name)).Should().BeEmpty();
        (await LeftAsync($"{name}-poison-poison")).Should().BeEmpty();
    }

    [Fact]
    public async Task Message_ThatWasTakenTooOften_GoesToThePoisonQueueUntried()
    {
        await Queue().CreateAsync();
        await Queue().SendMessageAsync("crasher");
        foreach (int _ in Enumerable.Range(0, 2))
        {
            await TakeAndLeaveAsync();
        }

        await using TestApp app = await StartAsync<AlwaysFails>();

        (await calls.NextAsync<string>()).Should().Be("poison crasher");
    }

    [Fact]
    public async Task Message_ThatIsNotBase64_GoesToThePoisonQueueAsItIs()
    {
        await Queue().CreateAsync();
        await Queue(QueueMessageEncoding.None).SendMessageAsync("not base64!");
        await Queue().SendMessageAsync("good");

        await using (TestApp app = await StartAsync<Texts>())
        {
            (await calls.NextAsync<string>()).Should().Be("good");
        }

        (await LeftAsync($"{name}-poison")).Should().Equal("not base64!");
        (await LeftAsync(name)).Should().BeEmpty();
    }

    [Fact]
    public async Task Message_InAQueueOfPlainTexts_IsReadAsItIs()
    {
        await using TestApp app = await StartAsync<Texts>(new() { ["AzureFunctionsJobHost:extensions:queues:messageEncoding"] = "none" });

        await Queue(QueueMessageEncoding.None).SendMessageAsync("plain text");

        (await calls.NextAsync<string>()).Should().Be("plain text");
    }

    [Fact]
    public async Task Message_IsBoundToEveryTypeOfParameter()
    {
        await using TestApp app = await StartAsync<Types>();

        await Queue().SendMessageAsync("""{"Video":"abc"}""");

        List<object> seen = [];
        seen.Add(await calls.NextAsync<object>());
        await SendAsync("bytes", "b");
        seen.Add(await calls.NextAsync<object>());
        await SendAsync("data", "d");
        seen.Add(await calls.NextAsync<object>());
        await SendAsync("message", "m");
        seen.Add(await calls.NextAsync<object>());
        seen.Should().Equal("json abc", "bytes 62", "data d", "message m");
    }

    [Fact]
    public async Task MessagesFacts_AreBoundByName()
    {
        await using TestApp app = await StartAsync<Facts>();

        SendReceipt sent = await Queue().SendMessageAsync("x");

        (await calls.NextAsync<string>()).Should().Be($"x {sent.MessageId} 1 1 x");
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 4)]
    public async Task Messages_AtOnce_AreAtMostABatchAndTheThreshold(int batchSize, int threshold, int expected)
    {
        await Queue().CreateAsync();
        foreach (int i in Enumerable.Range(0, 6))
        {
            await Queue().SendMessageAsync($"{i}");
        }

        var held = new Held();
        await using TestApp app = await StartAsync<Holds>(
            new()
            {
                ["AzureFunctionsJobHost:extensions:queues:batchSize"] = $"{batchSize}",
                ["AzureFunctionsJobHost:extensions:queues:newBatchThreshold"] = $"{threshold}",
            },
            services => services.AddSingleton(held));
        var atOnce = new List<TaskCompletionSource>();
        for (int taken = 0; taken < 6; taken++)
        {
            atOnce.Add(await calls.NextAsync<TaskCompletionSource>());
            if (atOnce.Count == expected || taken == 5)
            {
                atOnce.ForEach(release => release.SetResult());
                atOnce.Clear();
            }
        }

        held.Most.Should().Be(expected);
    }

    [Fact]
    public async Task Message_ThatFailed_WaitsForTheVisibilityTimeout()
    {
        await using (TestApp app = await StartAsync<AlwaysFails>(new() { ["AzureFunctionsJobHost:extensions:queues:visibilityTimeout"] = "01:00:00" }))
        {
            await Queue().SendMessageAsync("bad");
            await calls.NextAsync<string>();
        }

        (await LeftAsync(name)).Should().BeEmpty();
        (await Queue().GetPropertiesAsync()).Value.ApproximateMessagesCount.Should().Be(1);
        calls.Count.Should().Be(1);
    }

    [Fact]
    public async Task Poison_PutThereByThisHost_WakesItsListener()
    {
        await Queue().CreateAsync();
        await Queue().SendMessageAsync("bad");

        // whose clock stands still: no listener ever looks a second time by itself
        await using TestApp app = await StartAsync<FailsWhenTold>(
            new() { ["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"] = "1" },
            services => services.AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow)));
        var fail = await calls.NextAsync<TaskCompletionSource>();
        await WhenThereAsync($"{name}-poison");
        fail.SetResult();

        (await calls.NextAsync<string>()).Should().Be("poison bad");
    }

    [Fact]
    public async Task Stop_EndsTheFunctionAndGivesTheMessageBackAtOnce()
    {
        await using TestApp app = await StartAsync<Waits>();
        await Queue().SendMessageAsync("later");
        await calls.NextAsync<string>();

        await app.StopAsync();

        (await calls.NextAsync<string>()).Should().Be("cancelled");
        (await LeftAsync(name)).Should().Equal("later");
    }

    [Fact]
    public async Task Queue_ThatIsDeletedMeanwhile_IsMadeAgain()
    {
        await using TestApp app = await StartAsync<Texts>();
        await Queue().SendMessageAsync("before");
        await calls.NextAsync<string>();
        await Queue().DeleteAsync();

        await SendWhenThereAsync("after");

        (await calls.NextAsync<string>()).Should().Be("after");
    }

    private async Task<TestApp> StartAsync<T>(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        Dictionary<string, string?> all = new(settings ?? [])
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["QUEUE"] = name,
        };
        all.TryAdd("AzureFunctionsJobHost:extensions:queues:maxDequeueCount", "2");
        await Queue().CreateIfNotExistsAsync();
        return await TestApp.StartAsync([typeof(T)], all, s =>
        {
            s.AddSingleton(calls);
            services?.Invoke(s);
        });
    }

    private QueueClient Queue(QueueMessageEncoding encoding = QueueMessageEncoding.Base64) =>
        new(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = encoding });

    private async Task SendAsync(string suffix, string text)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        QueueClient queue = new(azurite.ConnectionString, $"{name}-{suffix}", options);
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync(text);
    }

    // what can be received at once, with the text as the sender wrote it
    private async Task<IReadOnlyList<string>> LeftAsync(string queue)
    {
        QueueClient client = new(azurite.ConnectionString, queue);
        if (!await client.ExistsAsync())
        {
            return [];
        }

        QueueMessage[] messages = await client.ReceiveMessagesAsync(32);
        return [.. messages.Select(message => Decode(message.Body.ToString()))];
    }

    private static string Decode(string text) =>
        Convert.TryFromBase64String(text, new byte[text.Length], out _)
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text))
            : text;

    private async Task TakeAndLeaveAsync()
    {
        QueueMessage[] taken = await Queue().ReceiveMessagesAsync(1, TimeSpan.FromSeconds(30));
        await Queue().UpdateMessageAsync(taken[0].MessageId, taken[0].PopReceipt, (string?)null, TimeSpan.Zero);
    }

    // the listener makes the queue again when it next looks
    private async Task SendWhenThereAsync(string text)
    {
        await WhenThereAsync(name);
        await Queue().SendMessageAsync(text);
    }

    private async Task WhenThereAsync(string queue)
    {
        using var patience = new CancellationTokenSource(TestApp.Patience);
        while (!await new QueueClient(azurite.ConnectionString, queue).ExistsAsync(patience.Token))
        {
            await Task.Yield();
        }
    }

    internal sealed class Texts(Calls calls)
    {
        [Function(nameof(Texts))]
        public void Run([QueueTrigger("%QUEUE%")] string message) => calls.Add(message);
    }

    internal sealed class FailsOnce(Calls calls)
    {
        [Function(nameof(FailsOnce))]
        public void Run([QueueTrigger("%QUEUE%")] QueueMessage message)
        {
            calls.Add((message.Body.ToString(), message.DequeueCount));
            if (message.DequeueCount == 1)
            {
                throw new TimeoutException("on purpose");
            }
        }
    }

    internal sealed class AlwaysFails(Calls calls)
    {
        [Function(nameof(AlwaysFails))]
        public void Run([QueueTrigger("%QUEUE%")] QueueMessage message)
        {
            calls.Add($"try {message.DequeueCount}");
            throw new TimeoutException("on purpose");
        }

        [Function("Poison")]
        public void Poison([QueueTrigger("%QUEUE%-poison")] string message) => calls.Add($"poison {message}");
    }

    internal sealed class FailsWhenTold(Calls calls)
    {
        [Function(nameof(FailsWhenTold))]
        public async Task RunAsync([QueueTrigger("%QUEUE%")] string message)
        {
            _ = message;
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            calls.Add(told);
            await told.Task;
            throw new TimeoutException("on purpose");
        }

        [Function("Poison")]
        public void Poison([QueueTrigger("%QUEUE%-poison")] string message) => calls.Add($"poison {message}");
    }

    internal sealed class Held
    {
        private int now;

        public int Most { get; private set; }

        public void Enter()
        {
            lock (this)
            {
                Most = Math.Max(Most, ++now);
            }
        }

        public void Leave()
        {
            lock (this)
            {
                now--;
            }
        }
    }

    internal sealed class Holds(Calls calls, Held held)
    {
        [Function(nameof(Holds))]
        public async Task RunAsync([QueueTrigger("%QUEUE%")] string message)
        {
            _ = message;
            held.Enter();
            var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            calls.Add(release);
            await release.Task;
            held.Leave();
        }
    }

    internal sealed class Types(Calls calls)
    {
        [Function("Json")]
        public void Json([QueueTrigger("%QUEUE%")] Order order) => calls.Add($"json {order.Video}");

        [Function("Bytes")]
        public void Bytes([QueueTrigger("%QUEUE%-bytes")] byte[] message) => calls.Add($"bytes {Convert.ToHexString(message)}");

        [Function("Data")]
        public void Data([QueueTrigger("%QUEUE%-data")] BinaryData message) => calls.Add($"data {message}");

        [Function("Message")]
        public void Message([QueueTrigger("%QUEUE%-message")] QueueMessage message) => calls.Add($"message {message.Body}");
    }

    internal sealed class Facts(Calls calls)
    {
        [Function(nameof(Facts))]
        public void Run([QueueTrigger("%QUEUE%")] string message, string id, long dequeueCount, string queueTrigger, FunctionContext context) =>
            calls.Add($"{message} {id} {dequeueCount} {context.BindingContext.BindingData["DequeueCount"]} {queueTrigger}");
    }

    internal sealed class Waits(Calls calls)
    {
        [Function(nameof(Waits))]
        public async Task RunAsync([QueueTrigger("%QUEUE%")] string message, CancellationToken cancellationToken)
        {
            calls.Add(message);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                calls.Add("cancelled");
                throw;
            }
        }
    }

    internal sealed record Order(string Video);
}
