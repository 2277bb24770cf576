namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs a function, or what stands before it.</summary>
/// <param name="context">The run of the function.</param>
public delegate Task FunctionExecutionDelegate(FunctionContext context);
