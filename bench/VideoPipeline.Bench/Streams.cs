using System.Globalization;

namespace VideoPipeline.Bench;

/// <summary>What clients of event streams cost the app's process.</summary>
internal static class Streams
{
    private const int Clients = 200;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>Opens the streams of all runs, and compares the process's memory and processor time before and with them.</summary>
    public static async Task MeasureAsync(Uri app, int process)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Clients + 1 };
        using var http = new HttpClient(handler) { BaseAddress = app, Timeout = Timeout.InfiniteTimeSpan };
        double before = ResidentMegabytes(process);
        var streams = new List<StreamReader>();
        for (int i = 0; i < Clients; i++)
        {
            streams.Add(new StreamReader(await http.GetStreamAsync(new Uri("api/pipeline/events", UriKind.Relative))));
        }

        // each has its first event before anything is counted
        foreach (StreamReader stream in streams)
        {
            while (await stream.ReadLineAsync() is { } line && !line.StartsWith("data:", StringComparison.Ordinal))
            {
            }
        }

        await Task.Delay(Settling);
        double with = ResidentMegabytes(process);
        Figure.Print($"{Clients} event streams = {with - before:F1} MB, {(with - before) * 1024 / Clients:F0} KB each ({before:F0} MB before, {with:F0} MB with them)");
        streams.ForEach(s => s.Dispose());
    }

    private static double ResidentMegabytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
