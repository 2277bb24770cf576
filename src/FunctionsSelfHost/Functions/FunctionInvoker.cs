using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Functions;

/// <summary>Calls functions, after the app's middleware: binds their parameters, makes their class, and awaits what they return.</summary>
/// <remarks>
/// The method is called, and its continuation runs, on the caller's scheduler: orchestrators depend on it.
/// </remarks>
internal sealed class FunctionInvoker
{
    private readonly ConcurrentDictionary<MethodInfo, ObjectFactory?> factories = new();
    private readonly ConcurrentDictionary<MethodInfo, MethodReturn> returns = new();
    private readonly FunctionExecutionDelegate run;

    public FunctionInvoker(FunctionPipeline pipeline)
    {
        run = pipeline.Before(ExecuteAsync);
    }

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
        RunAsync(new FunctionInvocation(function, bind, bindingData, services, cancellationToken));

    /// <summary>Calls the function of an HTTP request. That the client goes away does not cancel the token; the request tells it.</summary>
    public Task<object?> InvokeAsync(
        FunctionDescriptor function, HttpContext http, Func<ParameterInfo, object?> bind, CancellationToken cancellationToken)
    {
        var invocation = new FunctionInvocation(function, bind, http.Request.RouteValues, http.RequestServices, cancellationToken);
        invocation.Items[FunctionContextExtensions.HttpContextKey] = http;
        return RunAsync(invocation);
    }

    private async Task<object?> RunAsync(FunctionInvocation invocation)
    {
        await run(invocation);
        return invocation.Result;
    }

    private async Task ExecuteAsync(FunctionContext context)
    {
        var invocation = (FunctionInvocation)context;
        MethodInfo method = invocation.Function.Method;
        object?[] arguments = [.. method.GetParameters().Select(p => Bind(p, invocation))];
        object? instance = Instance(method, invocation.InstanceServices);
        try
        {
            object? returned = method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            invocation.Result = await returns.GetOrAdd(method, static m => new MethodReturn(m.ReturnType)).ReadAsync(returned);
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

    private static object? Bind(ParameterInfo parameter, FunctionInvocation invocation)
    {
        if (parameter == invocation.Function.TriggerParameter)
        {
            return invocation.Bind(parameter);
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            return invocation.InstanceServices.GetRequiredService<DurableTaskClient>();
        }

        return parameter.ParameterType == typeof(FunctionContext) ? invocation
            : parameter.ParameterType == typeof(CancellationToken) ? invocation.CancellationToken
            : invocation.Bind(parameter);
    }

    private object? Instance(MethodInfo method, IServiceProvider services) =>
        factories.GetOrAdd(method, static m => m.IsStatic ? null : ActivatorUtilities.CreateFactory(m.DeclaringType!, []))?.Invoke(services, null);
}
