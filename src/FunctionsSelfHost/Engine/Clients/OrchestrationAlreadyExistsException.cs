namespace DurableTask.Core.Exceptions;

/// <summary>
/// A start found an instance of its ID that is running, or in another state in which the start is refused. It has the official type's name,
/// which stands in logs and failures; it is not part of the API, so apps catch <see cref="InvalidOperationException"/>.
/// </summary>
/// <param name="message">Which instance is in the way.</param>
internal sealed class OrchestrationAlreadyExistsException(string message) : InvalidOperationException(message);
