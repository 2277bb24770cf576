using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Tests.Hosting;

/// <summary>Tells a test what the listeners warn of.</summary>
internal sealed class WarningRecorder(Calls warnings) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Recorder(warnings, categoryName.EndsWith("Listener", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Recorder(Calls warnings, bool isListener) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isListener && logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                warnings.Add(formatter(state, exception));
            }
        }
    }
}
