namespace VideoPipeline.Tests.Voice;

internal sealed class TempFile(string extension) : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Guid.NewGuid().ToString("N") + extension);

    public void Dispose() => File.Delete(Path);
}
