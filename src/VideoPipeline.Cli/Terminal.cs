using Spectre.Console;

namespace VideoPipeline.Cli;

/// <summary>Where <c>vp</c> reads and writes.</summary>
/// <param name="OpenInput">Opens standard input as bytes.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Live">The screen that standard output is, or null when it is redirected or cannot move its cursor.</param>
internal sealed record Terminal(Func<Stream> OpenInput, TextWriter Out, TextWriter Error, IAnsiConsole? Live)
{
    /// <summary>The process's own terminal.</summary>
    public static Terminal OfProcess()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());
        bool live = !Console.IsOutputRedirected && console.Profile.Capabilities is { Ansi: true, Interactive: true };
        return new Terminal(Console.OpenStandardInput, Console.Out, Console.Error, live ? console : null);
    }
}
