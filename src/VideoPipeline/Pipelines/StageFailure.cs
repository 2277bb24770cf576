using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>Why a stage failed.</summary>
/// <param name="Code">A stable name for programs, for example <c>transcript-unavailable</c>.</param>
/// <param name="Message">For a person: what happened and what to do. Shortened to <see cref="MaxMessageLength"/>.</param>
public sealed record StageFailure(
    [property: JsonPropertyName("code")] string Code,
    string Message)
{
    /// <summary>The most characters of a message that are kept: it travels through history and stands in a table's row.</summary>
    public const int MaxMessageLength = 2000;

    /// <summary>The code of a fault of infrastructure that did not pass.</summary>
    public const string InternalCode = "internal-error";

    /// <summary>The code of a run that was cancelled.</summary>
    public const string CancelledCode = "cancelled";

    /// <summary>The run was cancelled.</summary>
    public static StageFailure Cancelled { get; } = new(CancelledCode, "The run was cancelled.");

    /// <summary>The run's orchestration was terminated.</summary>
    public static StageFailure Terminated { get; } =
        new("terminated", "The run was ended from outside before it was complete. Retry it; what is finished is kept.");

    /// <summary>The run's orchestration died again and again, though not of anything that the run did.</summary>
    public static StageFailure Lost(int restarts) => new(
        InternalCode, $"The run lost its worker, and was started again {restarts} times without success. See to the app's health, then retry the run; what is finished is kept.");

    /// <inheritdoc cref="StageFailure" path="/param[@name='Message']"/>
    [JsonPropertyName("message")]
    public string Message { get; } = Shorten(Message);

    /// <summary>How a run ends that ends for this reason.</summary>
    [JsonIgnore]
    public RunState EndState => Code == CancelledCode ? RunState.Cancelled : RunState.Failed;

    internal static string Shorten(string message) => message.Length <= MaxMessageLength ? message : message[..(MaxMessageLength - 1)] + "…";
}
