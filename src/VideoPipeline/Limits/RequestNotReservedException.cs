namespace VideoPipeline.Limits;

/// <summary>A request was about to be sent without a slot. It was not sent: reserve one and do the work again.</summary>
public sealed class RequestNotReservedException(string resource)
    : Exception($"A request to {resource} needs a reserved slot, and none is left.")
{
    /// <summary>What the slot is to be reserved of, for example <c>llm:openai</c>.</summary>
    public string Resource { get; } = resource;
}
