namespace VideoPipeline.Tests.Voice;

internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("voice-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
