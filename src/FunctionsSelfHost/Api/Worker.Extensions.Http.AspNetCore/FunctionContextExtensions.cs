using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the ASP.NET Core integration adds to <see cref="FunctionContext"/>.</summary>
public static class FunctionContextExtensions
{
    /// <summary>Under this key the context's items hold the request.</summary>
    internal const string HttpContextKey = "HttpRequestContext";

    /// <summary>The HTTP request that started the function; null for other triggers.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(HttpContextKey, out object? value) ? value as HttpContext : null;
    }
}
