using System.Globalization;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>One process of the app, which can be killed and started again on its port. What it wrote in all its lives is kept.</summary>
internal sealed class AppServer(int port, IReadOnlyDictionary<string, string> settings) : IDisposable
{
    private readonly List<string> earlier = [];
    private ServerProcess? process;

    public string Url => $"http://127.0.0.1:{port}";

    public HttpClient Http { get; } = ApiContract.CreateClient(new Uri($"http://127.0.0.1:{port}"));

    public string Output => string.Join('\n', [.. earlier, process?.Output ?? ""]);

    /// <summary>Suspends the process, as a machine that hangs would.</summary>
    public Task SuspendAsync() => process!.SignalAsync("-STOP");

    /// <summary>Lets a suspended process go on. It may find itself given up and end; so it is started again if need be.</summary>
    public async Task ContinueAsync()
    {
        await process!.SignalAsync("-CONT");
        if (await process.EndsAsync())
        {
            earlier.Add(process.Output);
            process.Dispose();
            await StartAsync();
        }
    }

    public async Task StartAsync()
    {
        process = StartOn(port);
        await process.UntilHealthyAsync(Http);
    }

    public ServerProcess StartOn(int otherPort) => ServerProcess.Start(
        "VideoPipeline.Functions", "VideoPipeline.Functions.dll", ["--port", otherPort.ToString(CultureInfo.InvariantCulture)], settings);

    /// <summary>Stops the process as an operator would.</summary>
    public async Task StopAsync()
    {
        await process!.StopAsync();
        earlier.Add(process.Output);
        process.Dispose();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await process!.KillAsync();
        earlier.Add(process.Output);
        process.Dispose();
    }

    public void Dispose()
    {
        process?.Dispose();
        Http.Dispose();
    }
}
