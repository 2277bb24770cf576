using Microsoft.DurableTask;

namespace FunctionsSelfHost.Storage;

/// <summary>A failure as the History table holds it, with the members that others expect.</summary>
internal sealed record StoredFailure(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    StoredFailure? InnerFailure,
    bool IsNonRetriable,
    IDictionary<string, object?>? Properties)
{
    /// <summary>The stored form of a failure; null for none.</summary>
    public static StoredFailure? Of(TaskFailureDetails? failure) => failure is null
        ? null
        : new StoredFailure(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, Of(failure.InnerFailure), false, failure.Properties);

    /// <summary>The failure.</summary>
    public TaskFailureDetails ToDetails() => new(ErrorType, ErrorMessage, StackTrace, InnerFailure?.ToDetails(), Properties);
}
