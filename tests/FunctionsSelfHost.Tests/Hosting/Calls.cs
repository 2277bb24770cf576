using System.Threading.Channels;

namespace FunctionsSelfHost.Tests.Hosting;

/// <summary>What functions tell a test, in order.</summary>
internal sealed class Calls
{
    private readonly Channel<object?> calls = Channel.CreateUnbounded<object?>();

    /// <summary>How many were told.</summary>
    public int Count { get; private set; }

    public void Add(object? call)
    {
        Count++;
        calls.Writer.TryWrite(call);
    }

    /// <summary>Waits for the next one.</summary>
    public async Task<T> NextAsync<T>() => (T)(await calls.Reader.ReadAsync().AsTask().WaitAsync(TestApp.Patience))!;
}
