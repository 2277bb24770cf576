using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Functions;

/// <summary>Calls functions: binds their parameters, makes their class, and awaits what they return.</summary>
/// <remarks>
/// The method is called, and its continuation runs, on the caller's scheduler: orchestrators depend on it.
/// </remarks>
internal sealed class FunctionInvoker
{
    private readonly ConcurrentDictionary<MethodInfo, ObjectFactory?> factories = new();
    private readonly ConcurrentDictionary<MethodInfo, MethodReturn> returns = new();

    /// <summary>Calls a function and returns its result; null when it has none.</summary>
    /// <param name="function">The function.</param>
    /// <param name="bind">Gives the value of the trigger's parameter, and of others that the trigger knows.</param>
    /// <param name="bindingData">What the trigger tells beside its value.</param>
    /// <param name="services">The services of this call, already in a scope of their own.</param>
    /// <param name="cancellationToken">Cancelled when the host stops.</param>
    public Task<object?> InvokeAsync(
        FunctionDescriptor function,
        Func<ParameterInfo, object?> bind,
        IReadOnlyDictionary<string, object?> bindingData,
        IServiceProvider services,
        CancellationToken cancellationToken) =>
        InvokeAsync(new FunctionInvocation(function, bindingData, services, cancellationToken), bind);

    /// <summary>Calls the function of an HTTP request. That the client goes away does not cancel the token; the request tells it.</summary>
    public Task<object?> InvokeAsync(
        FunctionDescriptor function, HttpContext http, Func<ParameterInfo, object?> bind, CancellationToken cancellationToken)
    {
        var invocation = new FunctionInvocation(function, http.Request.RouteValues, http.RequestServices, cancellationToken);
        invocation.Items[FunctionContextExtensions.HttpContextKey] = http;
        return InvokeAsync(invocation, bind);
    }

    private async Task<object?> InvokeAsync(FunctionInvocation invocation, Func<ParameterInfo, object?> bind)
    {
        MethodInfo method = invocation.Function.Method;
        object?[] arguments = [.. method.GetParameters().Select(p => Bind(p, invocation, bind))];
        object? instance = Instance(method, invocation.InstanceServices);
        try
        {
            object? returned = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return await returns.GetOrAdd(method, static m => new MethodReturn(m.ReturnType)).ReadAsync(returned);
        }
        finally
        {
            switch (instance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
                default:
                    break;
            }
        }
    }

    private static object? Bind(ParameterInfo parameter, FunctionInvocation invocation, Func<ParameterInfo, object?> bind)
    {
        if (parameter == invocation.Function.TriggerParameter)
        {
            return bind(parameter);
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            return invocation.InstanceServices.GetRequiredService<DurableTaskClient>();
        }

        return parameter.ParameterType == typeof(FunctionContext) ? invocation
            : parameter.ParameterType == typeof(CancellationToken) ? invocation.CancellationToken
            : bind(parameter);
    }

    private object? Instance(MethodInfo method, IServiceProvider services) =>
        factories.GetOrAdd(method, static m => m.IsStatic ? null : ActivatorUtilities.CreateFactory(m.DeclaringType!, []))?.Invoke(services, null);
}
