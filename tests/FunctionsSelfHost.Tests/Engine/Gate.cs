using System.Collections.Concurrent;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Holds a function where a test wants it. A gate is named by the instance and a word, so tests do not meet.</summary>
internal static class Gate
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Reached = new();
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Opened = new();
    private static readonly ConcurrentDictionary<string, int> Passed = new();

    /// <summary>Raised with the name of the gate when a function has come to it.</summary>
    public static event Action<string>? Arrived;

    /// <summary>Called by the function: tells the test that it is here, and waits.</summary>
    public static async Task PassAsync(string name, CancellationToken cancellationToken = default)
    {
        Of(Reached, name).TrySetResult();
        Arrived?.Invoke(name);
        await Of(Opened, name).Task.WaitAsync(cancellationToken);
        Count(name);
    }

    public static void Count(string name) => Passed.AddOrUpdate(name, 1, (_, n) => n + 1);

    public static int CountOf(string name) => Passed.GetValueOrDefault(name);

    public static Task ReachedAsync(string name) => Of(Reached, name).Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static void Open(string name) => Of(Opened, name).TrySetResult();

    private static TaskCompletionSource Of(ConcurrentDictionary<string, TaskCompletionSource> gates, string name) =>
        gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
