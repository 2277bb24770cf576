namespace DurableTask.Core.Exceptions;

/// <summary>A start found an instance of its ID that is running, or in another state in which the start is refused.</summary>
[Serializable]
public class OrchestrationAlreadyExistsException : InvalidOperationException
{
    /// <summary>An exception without a message of its own.</summary>
    public OrchestrationAlreadyExistsException()
    {
    }

    /// <summary>An exception with a message.</summary>
    /// <param name="message">The message.</param>
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public OrchestrationAlreadyExistsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
