using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>Why a task failed. The exception itself never crosses from an activity to its orchestrator; this does.</summary>
/// <param name="ErrorType">The exception's full type name. A host may not know it.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Where it was thrown; null when unknown.</param>
/// <param name="InnerFailure">What caused it; null when nothing did, or when the host does not keep it.</param>
/// <param name="Properties">Further facts; null for none.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>The failure that an exception describes, with its inner exceptions.</summary>
    /// <param name="exception">The exception. A failure that it carries itself becomes the inner failure.</param>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            Entities.EntityOperationFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } => FromException(cause),
            _ => null,
        };
        return new TaskFailureDetails(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    /// <summary>Whether the failed exception was of a type. Looks at the outermost failure alone.</summary>
    /// <typeparam name="T">The exception's type, or a base of it.</typeparam>
    /// <exception cref="AmbiguousMatchException">Several loaded types have the recorded name.</exception>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T), Assembly.GetCallingAssembly());

    /// <summary>Whether the failed exception was of a type. Looks at the outermost failure alone.</summary>
    /// <param name="targetBaseExceptionType">The exception's type, or a base of it.</param>
    /// <returns>False also when no loaded assembly has the recorded type.</returns>
    /// <exception cref="ArgumentException">The type is not an exception's.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded types have the recorded name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType) => IsCausedBy(targetBaseExceptionType, Assembly.GetCallingAssembly());

    /// <summary>The type and the message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private bool IsCausedBy(Type target, Assembly caller)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!typeof(Exception).IsAssignableFrom(target))
        {
            throw new ArgumentException($"{target} is not an exception type.", nameof(target));
        }

        return Resolve(target.Assembly, caller) is { } recorded && target.IsAssignableFrom(recorded);
    }

    private Type? Resolve(Assembly target, Assembly caller) =>
        Type.GetType(ErrorType, throwOnError: false)
        ?? target.GetType(ErrorType, throwOnError: false)
        ?? caller.GetType(ErrorType, throwOnError: false)
        ?? ResolveInLoadedAssemblies();

    private Type? ResolveInLoadedAssemblies()
    {
        Type[] found =
        [
            .. AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetType(ErrorType, throwOnError: false))
                .OfType<Type>(),
        ];
        return found.Length > 1
            ? throw new AmbiguousMatchException($"{found.Length} loaded assemblies have a type named {ErrorType}.")
            : found.FirstOrDefault();
    }
}
