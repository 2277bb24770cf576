using System.Reflection;
using FunctionsSelfHost.Functions;

namespace Microsoft.DurableTask.Entities;

/// <summary>A method that is an operation of an entity.</summary>
internal sealed class EntityMethod(MethodInfo method)
{
    private const BindingFlags Operations = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>The public method of that name; null when there is none.</summary>
    /// <exception cref="AmbiguousMatchException">There are several.</exception>
    public static EntityMethod? Find(Type type, string name) => type.GetMethod(name, Operations) is { } method ? new EntityMethod(method) : null;

    public async ValueTask<object?> InvokeAsync(object target, TaskEntityOperation operation)
    {
        object?[] arguments = Bind(operation);
        object? returned = method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        return await new MethodReturn(method.ReturnType).ReadAsync(returned);
    }

    private object?[] Bind(TaskEntityOperation operation)
    {
        ParameterInfo[] parameters = method.GetParameters();
        if (parameters.Count(p => p.ParameterType != typeof(TaskEntityContext)) > 1)
        {
            throw new InvalidOperationException(
                $"The operation '{operation.Name}' has several inputs: {method.DeclaringType}.{method.Name} may take a TaskEntityContext and one input.");
        }

        return [.. parameters.Select(p => Bind(p, operation))];
    }

    private static object? Bind(ParameterInfo parameter, TaskEntityOperation operation)
    {
        if (parameter.ParameterType == typeof(TaskEntityContext))
        {
            return operation.Context;
        }

        if (operation.HasInput)
        {
            return operation.GetInput(parameter.ParameterType);
        }

        return parameter.HasDefaultValue
            ? parameter.DefaultValue
            : throw new InvalidOperationException($"The operation '{operation.Name}' needs an input for '{parameter.Name}', but has none.");
    }
}
