using System.ComponentModel;
using System.Diagnostics;
using Spectre.Console;

namespace VideoPipeline.Cli;

/// <summary>Where <c>vp</c> reads and writes.</summary>
/// <param name="OpenInput">Opens standard input as bytes.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Live">The screen that standard output is, or null when it is redirected or cannot move its cursor.</param>
/// <param name="Browse">Opens an address in the browser.</param>
internal sealed record Terminal(Func<Stream> OpenInput, TextWriter Out, TextWriter Error, IAnsiConsole? Live, Action<Uri> Browse)
{
    /// <summary>The process's own terminal.</summary>
    public static Terminal OfProcess()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());
        bool live = !Console.IsOutputRedirected && console.Profile.Capabilities is { Ansi: true, Interactive: true };
        return new Terminal(Console.OpenStandardInput, Console.Out, Console.Error, live ? console : null, OpenBrowser);
    }

    private static void OpenBrowser(Uri address)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true });
        }
        catch (Win32Exception)
        {
            // there is no browser on this machine; the address is on the screen
        }
    }
}
