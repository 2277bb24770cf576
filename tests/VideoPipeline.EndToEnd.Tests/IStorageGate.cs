namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Holds the upload of one blob, so that a test knows where the app is.</summary>
internal interface IStorageGate : IAsyncDisposable
{
    /// <summary>From now on the upload of a blob whose path contains the name is held.</summary>
    void Close(string name);

    /// <summary>Waits until the upload is held.</summary>
    Task ReachedAsync();

    /// <summary>Lets everything pass again. What was held is dropped: its sender is dead, or sends it again.</summary>
    void Open();
}
