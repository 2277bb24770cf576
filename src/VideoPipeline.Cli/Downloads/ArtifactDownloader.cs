using Polly;
using VideoPipeline.Cli.Api;

namespace VideoPipeline.Cli.Downloads;

/// <summary>Brings a run's artifacts into a folder. A file appears under its name only when it is whole.</summary>
internal sealed class ArtifactDownloader(PipelineClient client, ResiliencePipeline outages)
{
    // A connection that stays silent for so long is broken.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    // In the order of the stages, so that the video is the last line printed. Others come first.
    private static readonly string[] WellKnown = ["story.txt", "audio.mp3", "audio.srt", "draft.jy", "final_video.mp4"];

    /// <summary>Downloads what the pipeline's latest run has produced to <c>{folder}/{task}/</c>.</summary>
    /// <returns>The paths of the files, well-known names last and in the order of the stages.</returns>
    /// <exception cref="ServerUnreachableException">The server stayed away for longer than a short outage.</exception>
    /// <exception cref="RequestRefusedException">The run has not ended, or an artifact is gone.</exception>
    /// <exception cref="IOException">A file could not be written.</exception>
    public async Task<IReadOnlyList<string>> DownloadAsync(string task, string folder, CancellationToken cancellationToken)
    {
        PipelineResult result = await outages.ExecuteAsync(async token => await client.ResultAsync(task, token), cancellationToken);
        string target = Path.Combine(folder, FileName(result.TaskId));
        Directory.CreateDirectory(target);

        var paths = new List<string>();
        foreach ((string name, string address) in (result.Artifacts ?? new Dictionary<string, string>()).OrderBy(artifact => Rank(artifact.Key)))
        {
            string path = Path.Combine(target, FileName(name));
            await outages.ExecuteAsync(async token => await DownloadFileAsync(address, path, token), cancellationToken);
            paths.Add(path);
        }

        return paths;
    }

    private async Task DownloadFileAsync(string address, string path, CancellationToken cancellationToken)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                using HttpResponseMessage response = await client.OpenAsync(address, cancellationToken);
                await CopyAsync(response, file, cancellationToken);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task CopyAsync(HttpResponseMessage response, FileStream file, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[128 * 1024];
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            int count = await ReadAsync(body, buffer, cancellationToken);
            if (count == 0)
            {
                return;
            }

            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    // Tells a broken connection, which is tried again, from a full disk, which is not.
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Silence);
        try
        {
            return await body.ReadAsync(buffer, patience.Token);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ServerUnreachableException($"The connection broke during a download: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerUnreachableException($"A download stood still for {Silence.TotalSeconds:0} s.", exception);
        }
    }

    private static int Rank(string name) => Array.IndexOf(WellKnown, name);

    // Names come from the server; none of them may lead out of the folder.
    private static string FileName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0
            ? name
            : throw new ServerUnreachableException($"The server names a file '{name}', which is no file name. Is --url the right address?");
}
