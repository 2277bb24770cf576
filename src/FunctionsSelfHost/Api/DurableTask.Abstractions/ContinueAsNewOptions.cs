namespace Microsoft.DurableTask;

/// <summary>How an orchestration begins anew.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The next execution's input.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nothing has waited for are carried over; default true. Their order is not kept on every host.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The next execution's version; null keeps the present one.</summary>
    public string? NewVersion { get; set; }
}
