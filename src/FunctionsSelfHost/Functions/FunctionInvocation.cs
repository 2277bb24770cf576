using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsSelfHost.Functions;

/// <summary>One call of a function, as the function and the middleware before it see it.</summary>
internal sealed class FunctionInvocation(
    FunctionDescriptor function,
    Func<ParameterInfo, object?> bind,
    IReadOnlyDictionary<string, object?> bindingData,
    IServiceProvider services,
    CancellationToken cancellationToken)
    : FunctionContext
{
    private readonly Binding binding = new(bindingData);
    private readonly Definition definition = new(function);

    /// <summary>The function that is called.</summary>
    public FunctionDescriptor Function => function;

    /// <summary>Gives the value of the trigger's parameter, and of others that the trigger knows.</summary>
    public Func<ParameterInfo, object?> Bind => bind;

    /// <summary>What the function returned; null when it has no result, or has not run.</summary>
    public object? Result { get; set; }

    /// <inheritdoc/>
    public override string InvocationId { get; } = Guid.NewGuid().ToString("D");

    /// <inheritdoc/>
    public override string FunctionId => definition.Id;

    /// <inheritdoc/>
    public override BindingContext BindingContext => binding;

    /// <inheritdoc/>
    public override IServiceProvider InstanceServices { get; set; } = services;

    /// <inheritdoc/>
    public override FunctionDefinition FunctionDefinition => definition;

    /// <inheritdoc/>
    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    /// <inheritdoc/>
    public override CancellationToken CancellationToken => cancellationToken;

    private sealed class Binding(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class Definition(FunctionDescriptor function) : FunctionDefinition
    {
        public override string PathToAssembly => function.Method.DeclaringType!.Assembly.Location;

        public override string EntryPoint => $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}";

        public override string Id => function.Name;

        public override string Name => function.Name;
    }
}
