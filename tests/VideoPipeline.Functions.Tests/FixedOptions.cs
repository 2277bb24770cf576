using Microsoft.Extensions.Options;

namespace VideoPipeline.Functions.Tests;

/// <summary>Settings that do not change by themselves.</summary>
internal sealed class FixedOptions<T>(T value) : IOptionsMonitor<T>
{
    public T CurrentValue => value;

    public T Get(string? name) => value;

    public IDisposable? OnChange(Action<T, string?> listener) => null;
}
