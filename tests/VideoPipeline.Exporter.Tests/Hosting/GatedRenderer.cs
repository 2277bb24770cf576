using System.Collections.Concurrent;
using VideoPipeline.Drafts;
using VideoPipeline.Exporter.Rendering;

namespace VideoPipeline.Exporter.Tests.Hosting;

/// <summary>Renders nothing: each rendering is held until the test lets it end. The video's content is the draft's, unless one is given.</summary>
internal sealed class GatedRenderer : IDraftRenderer
{
    private readonly Moments begun = new();
    private readonly Moments ends = new();
    private readonly Moments cancelled = new();
    private int active;

    public ConcurrentQueue<string> Folders { get; } = new();

    public int Renderings => Folders.Count;

    public int MostAtOnce { get; private set; }

    /// <summary>The file that every rendering gives; null for the draft's content.</summary>
    public string? Video { get; set; }

    /// <summary>What the next renderings fail with.</summary>
    public Exception? Fault { get; set; }

    public bool MayRepeat { get; set; } = true;

    /// <summary>Whether renderings take no notice of being cancelled.</summary>
    public bool IsDeaf { get; set; }

    public async Task<RenderedVideo> RenderAsync(
        string draftFolder, string outputPath, IProgress<int> percent, CancellationToken cancellationToken)
    {
        Folders.Enqueue(draftFolder);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref active));
        try
        {
            percent.Report(40);
            begun.Add();
            await ends.NextAsync(IsDeaf ? CancellationToken.None : cancellationToken);
            if (Fault is not null)
            {
                throw Fault;
            }

            File.Copy(Video ?? Path.Combine(draftFolder, DraftFiles.Content), outputPath);
            return new RenderedVideo(TimeSpan.FromSeconds(3.5), ["2 stickers, 贴纸"]);
        }
        catch (OperationCanceledException)
        {
            cancelled.Add();
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }

    /// <summary>Waits until one more rendering has begun.</summary>
    public Task UntilBegunAsync() => begun.NextAsync();

    /// <summary>Waits until one more rendering was told to stop.</summary>
    public Task UntilCancelledAsync() => cancelled.NextAsync();

    /// <summary>Lets renderings end.</summary>
    public void Finish(int count = 1)
    {
        for (int i = 0; i < count; i++)
        {
            ends.Add();
        }
    }
}
