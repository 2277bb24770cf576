using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Runs a function for HTTP requests. Functions are tried in the alphabetical order of their names and the first whose route and verb match
/// has the request; when none does, the answer is 404.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any verb, with a function key.</summary>
    public HttpTriggerAttribute()
    {
        AuthLevel = AuthorizationLevel.Function;
    }

    /// <summary>These verbs, with a function key. Name the level too: hosts differ about it when it is not given.</summary>
    /// <param name="methods">The verbs; none for any.</param>
    public HttpTriggerAttribute(params string[] methods)
    {
        AuthLevel = AuthorizationLevel.Function;
        Methods = methods;
    }

    /// <summary>Any verb.</summary>
    /// <param name="authLevel">Which key a request needs.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel)
    {
        AuthLevel = authLevel;
    }

    /// <summary>These verbs.</summary>
    /// <param name="authLevel">Which key a request needs.</param>
    /// <param name="methods">The verbs; none for any.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route's template, after the app's prefix; null for the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The verbs; null or none for any.</summary>
    public string[]? Methods { get; }

    /// <summary>Which key a request needs.</summary>
    public AuthorizationLevel AuthLevel { get; }
}
