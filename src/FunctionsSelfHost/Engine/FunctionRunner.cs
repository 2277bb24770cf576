using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Engine.Entities;
using FunctionsSelfHost.Engine.Orchestrations;
using FunctionsSelfHost.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Engine;

/// <summary>Runs the app's orchestrators, activities and entities, each in a dependency injection scope of its own.</summary>
internal sealed class FunctionRunner(FunctionCatalog catalog, FunctionInvoker invoker, IServiceScopeFactory scopes, DataConverter converter)
{
    private static readonly IReadOnlyDictionary<string, object?> NoBindingData = new Dictionary<string, object?>();

    /// <summary>The code of an orchestrator. For an unknown name it is code that fails.</summary>
    public Func<ReplayedOrchestrationContext, Task<object?>> Orchestrator(string name) => catalog.FindOrchestrator(name) is { } function
        ? context => RunOrchestratorAsync(function, context)
        : _ => Task.FromException<object?>(Unknown(name, "an orchestrator", FunctionKind.Orchestration));

    /// <summary>Runs an activity; returns its serialized result.</summary>
    /// <exception cref="InvalidOperationException">There is no such activity.</exception>
    public async Task<string?> RunActivityAsync(ActivityInvocation invocation, CancellationToken cancellationToken)
    {
        FunctionDescriptor function = catalog.FindActivity(invocation.Name) ?? throw Unknown(invocation.Name, "an activity", FunctionKind.Activity);
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        object? result = await invoker.InvokeAsync(
            function, p => converter.Deserialize(invocation.Input, p.ParameterType), NoBindingData, scope.ServiceProvider, cancellationToken);
        return result is null ? null : converter.Serialize(result);
    }

    /// <summary>Runs an operation of an entity; returns its result.</summary>
    /// <exception cref="EntityFunctionNotFoundException">There is no such entity.</exception>
    public async Task<object?> RunEntityAsync(string name, TaskEntityOperation operation, CancellationToken cancellationToken)
    {
        FunctionDescriptor function = catalog.FindEntity(name) ?? throw new EntityFunctionNotFoundException(Unknown(name, "an entity", FunctionKind.Entity).Message);
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        var dispatcher = new TaskEntityDispatcher(operation, scope.ServiceProvider);
        await invoker.InvokeAsync(function, _ => dispatcher, NoBindingData, scope.ServiceProvider, cancellationToken);
        return dispatcher.Result;
    }

    // Everything stays on the orchestrator's scheduler: the scope may only be left after the code has ended.
    private async Task<object?> RunOrchestratorAsync(FunctionDescriptor function, ReplayedOrchestrationContext context)
    {
        using IServiceScope scope = scopes.CreateScope();
        return await invoker.InvokeAsync(
            function,
            p => p == function.TriggerParameter ? context : context.GetInput(p.ParameterType),
            NoBindingData,
            scope.ServiceProvider,
            CancellationToken.None);
    }

    private InvalidOperationException Unknown(string name, string kind, FunctionKind functionKind)
    {
        string known = string.Join(", ", catalog.Functions.Where(f => f.Kind == functionKind).Select(f => $"'{f.TriggerName}'"));
        return new InvalidOperationException(
            $"The function '{name}' doesn't exist, is disabled, or is not {kind} function. Known ones are: {(known.Length > 0 ? known : "none")}.");
    }
}
