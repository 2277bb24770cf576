using System.Reflection;

namespace FunctionsSelfHost.Functions;

/// <summary>How a method returns: at once or by a task, with a value or without. It goes by the declared type.</summary>
internal sealed class MethodReturn
{
    private readonly Type declared;
    private readonly MethodInfo? asTask;
    private readonly PropertyInfo? result;

    public MethodReturn(Type declared)
    {
        this.declared = declared;
        Type? generic = declared.IsGenericType ? declared.GetGenericTypeDefinition() : null;
        if (generic == typeof(ValueTask<>))
        {
            asTask = declared.GetMethod(nameof(ValueTask<>.AsTask))!;
            result = asTask.ReturnType.GetProperty(nameof(Task<>.Result))!;
        }
        else if (generic == typeof(Task<>))
        {
            result = declared.GetProperty(nameof(Task<>.Result))!;
        }
    }

    /// <summary>The task that a method returned; null when its value is there already.</summary>
    public Task? AsTask(object? returned) => returned switch
    {
        Task task => task,
        ValueTask task => task.AsTask(),
        _ => (Task?)asTask?.Invoke(returned, null),
    };

    /// <summary>The value of a task that has ended well; null when the method has none.</summary>
    public object? ReadResult(Task completed) => result?.GetValue(completed);

    /// <summary>Awaits what a method returned, on the caller's synchronization context, and gives the value.</summary>
    public async ValueTask<object?> ReadAsync(object? returned)
    {
        if (AsTask(returned) is not { } task)
        {
            return declared == typeof(void) ? null : returned;
        }

        await task;
        return ReadResult(task);
    }
}
