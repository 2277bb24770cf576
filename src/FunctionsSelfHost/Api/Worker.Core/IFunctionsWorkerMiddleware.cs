namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Stands before functions. One object serves all runs.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs at each run of a function; the function runs only when <paramref name="next"/> is called.</summary>
    /// <param name="context">The run.</param>
    /// <param name="next">What comes after this one: other middleware, then the function.</param>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
