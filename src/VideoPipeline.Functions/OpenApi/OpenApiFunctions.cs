using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Dashboard;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>Describes the API. The description holds nothing of a run, so it needs no key.</summary>
public sealed class OpenApiFunctions(ApiDocument document)
{
    private const string Style = "docs.css";

    /// <summary>GET /api/openapi.json: the API as an OpenAPI 3.1 document.</summary>
    [Function(nameof(GetOpenApi))]
    public IActionResult GetOpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request)
    {
        _ = request;
        return new ContentResult { Content = document.Json, ContentType = "application/json; charset=utf-8" };
    }

    /// <summary>GET /api/docs: the API as a page for people.</summary>
    [Function(nameof(GetApiDocs))]
    public IActionResult GetApiDocs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/docs")] HttpRequest request)
    {
        PageSecurity.Apply(request.HttpContext.Response);
        return new ContentResult { Content = ApiDocsPage.Of(document.Root), ContentType = "text/html; charset=utf-8" };
    }

    /// <summary>GET /api/docs.css: the style of that page.</summary>
    [Function(nameof(GetApiDocsStyle))]
    public IActionResult GetApiDocsStyle([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/docs.css")] HttpRequest request)
    {
        PageSecurity.Apply(request.HttpContext.Response);
        Stream style = typeof(OpenApiFunctions).Assembly.GetManifestResourceStream(typeof(OpenApiFunctions), Style)
            ?? throw new InvalidOperationException($"The resource {Style} is not in the assembly.");
        return new FileStreamResult(style, "text/css; charset=utf-8");
    }
}
