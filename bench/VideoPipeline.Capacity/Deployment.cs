namespace VideoPipeline.Capacity;

/// <summary>What there is to run on.</summary>
internal sealed record Deployment
{
    /// <summary>The app's cores over all processes.</summary>
    public int Cores { get; init; } = 2;

    /// <summary>True when the storage is an emulator that works on the same cores.</summary>
    public bool StorageOnTheSameCores { get; init; }

    /// <summary>How many requests the storage takes at once.</summary>
    public int StorageServers { get; init; } = 64;

    /// <summary>Seconds that the storage takes for a request.</summary>
    public double StorageSeconds { get; init; } = 0.005;

    /// <summary>Exporters, each of which renders one video at a time.</summary>
    public int Seats { get; init; } = 1;

    /// <summary>Seconds that an exporter takes for a second of video.</summary>
    public double RenderFactor { get; init; } = 0.41;

    /// <summary>Seconds between the end of an export and the begin of the next.</summary>
    public double HandOver { get; init; } = 0.016;

    /// <summary>Requests a second that the language model's quota allows.</summary>
    public double ModelRate { get; init; } = 8;

    /// <summary>Requests to the speech provider that may be under way at once.</summary>
    public int SpeechSlots { get; init; } = 3;
}
