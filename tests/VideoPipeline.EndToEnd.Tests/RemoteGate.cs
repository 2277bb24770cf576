namespace VideoPipeline.EndToEnd.Tests;

/// <summary>The gate of an app that was started elsewhere: a process of its own, between that app and its blobs.</summary>
internal sealed class RemoteGate(Uri url) : IStorageGate
{
    private readonly HttpClient http = new() { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };

    public void Close(string name) => Send(HttpMethod.Put, $"{GatedStorage.Control}?name={Uri.EscapeDataString(name)}");

    public async Task ReachedAsync()
    {
        using var patience = new CancellationTokenSource(GatedStorage.Patience);
        using HttpResponseMessage answer = await http.GetAsync(new Uri(GatedStorage.Control, UriKind.Relative), patience.Token);
        answer.EnsureSuccessStatusCode();
    }

    public void Open() => Send(HttpMethod.Delete, GatedStorage.Control);

    public ValueTask DisposeAsync()
    {
        // the next test must find it open
        Open();
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Send(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using HttpResponseMessage answer = http.Send(request);
        answer.EnsureSuccessStatusCode();
    }
}
