using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Functions;

/// <summary>A method with a <see cref="FunctionAttribute"/>.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="TriggerName">The name that an orchestrator, activity or entity is called by; otherwise the function's name.</param>
/// <param name="Kind">What starts it.</param>
/// <param name="Method">The method.</param>
/// <param name="TriggerParameter">The parameter that the trigger binds to.</param>
/// <param name="Trigger">That parameter's attribute.</param>
internal sealed record FunctionDescriptor(
    string Name,
    string TriggerName,
    FunctionKind Kind,
    MethodInfo Method,
    ParameterInfo TriggerParameter,
    TriggerBindingAttribute Trigger)
{
    /// <summary>Reads a method; null when it is not a function.</summary>
    /// <exception cref="InvalidOperationException">It is a function that the Functions host could not run.</exception>
    public static FunctionDescriptor? Of(MethodInfo method)
    {
        if (method.GetCustomAttribute<FunctionAttribute>() is not { } function)
        {
            return null;
        }

        if (!method.IsPublic)
        {
            throw new InvalidOperationException($"The function '{function.Name}' ({method.DeclaringType}.{method.Name}) is not public.");
        }

        if (method.DeclaringType!.GetMethods().Count(m => m.Name == method.Name) > 1)
        {
            throw new InvalidOperationException(
                $"{method.DeclaringType} has several public methods named {method.Name}: the Functions host cannot tell which one the function '{function.Name}' is.");
        }

        (ParameterInfo Parameter, TriggerBindingAttribute Trigger)[] triggers =
        [
            .. method.GetParameters()
                .Select(p => (p, p.GetCustomAttributes().OfType<TriggerBindingAttribute>().FirstOrDefault()))
                .Where(p => p.Item2 is not null)
                .Select(p => (p.p, p.Item2!)),
        ];
        if (triggers is not [var only])
        {
            throw new InvalidOperationException($"The function '{function.Name}' ({method.DeclaringType}.{method.Name}) has {triggers.Length} triggers; it must have one.");
        }

        (FunctionKind kind, string? name) = KindOf(only.Trigger, function.Name);
        if (ParameterTypeOf(kind) is { } required && only.Parameter.ParameterType != required)
        {
            throw new InvalidOperationException(
                $"The function '{function.Name}' takes its trigger as {only.Parameter.ParameterType.Name}; this host gives it a {required.Name}.");
        }

        return new FunctionDescriptor(function.Name, name ?? function.Name, kind, method, only.Parameter, only.Trigger);
    }

    private static Type? ParameterTypeOf(FunctionKind kind) => kind switch
    {
        FunctionKind.Http => typeof(HttpRequest),
        FunctionKind.Timer => typeof(TimerInfo),
        FunctionKind.Orchestration => typeof(TaskOrchestrationContext),
        FunctionKind.Entity => typeof(TaskEntityDispatcher),
        _ => null,
    };

    private static (FunctionKind Kind, string? Name) KindOf(TriggerBindingAttribute trigger, string function) => trigger switch
    {
        HttpTriggerAttribute => (FunctionKind.Http, null),
        QueueTriggerAttribute => (FunctionKind.Queue, null),
        TimerTriggerAttribute => (FunctionKind.Timer, null),
        OrchestrationTriggerAttribute orchestration => (FunctionKind.Orchestration, orchestration.Orchestration),
        ActivityTriggerAttribute activity => (FunctionKind.Activity, activity.Activity),
        EntityTriggerAttribute entity => (FunctionKind.Entity, entity.EntityName),
        _ => throw new InvalidOperationException($"The function '{function}' has the trigger {trigger.GetType().Name}, which this host does not have."),
    };
}
