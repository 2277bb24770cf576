namespace VideoPipeline.Capacity;

/// <summary>What one run costs. The defaults were measured: see <c>docs/scaling.md</c>.</summary>
internal sealed record RunCost
{
    /// <summary>Seconds of a core in the app itself: engine, stages, storage client.</summary>
    public double AppSeconds { get; init; } = 1.44;

    /// <summary>Seconds of a core in the tools that the app starts: espeak-ng and ffmpeg; 0 where a provider speaks and mp3 is joined by frames.</summary>
    public double ToolSeconds { get; init; } = 1.67;

    /// <summary>Requests to tables, blobs and queues, one run without export alone.</summary>
    public int StorageRequests { get; init; } = 435;

    /// <summary>Requests to the language model: 0 with the embedded writer.</summary>
    public int ModelRequests { get; init; }

    /// <summary>Seconds that the language model takes to answer.</summary>
    public double ModelSeconds { get; init; } = 8;

    /// <summary>Requests to the speech provider: 0 with espeak-ng.</summary>
    public int SpeechRequests { get; init; }

    /// <summary>Seconds that the speech provider takes for one.</summary>
    public double SpeechSeconds { get; init; } = 3;

    /// <summary>Seconds of the finished video; 0 without export.</summary>
    public double VideoSeconds { get; init; }
}
