using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using VideoPipeline.Functions.Api;

namespace VideoPipeline.Functions.Dashboard;

/// <summary>Serves what no other function does. Hosts try functions in the order of their names, so the names of these sort last.</summary>
public sealed class DashboardFunctions(DashboardFiles files)
{
    private const string Missing =
        """
        This build of VideoPipeline has no dashboard.

        Install Node.js 20.19 or newer and build the app again: dotnet build src/VideoPipeline.Functions
        The API works without it: GET /api/docs describes it, and the command line vp uses it.
        """;

    /// <summary>Anything below /api that no other function takes: 404 with a problem, whatever the method.</summary>
    [Function(nameof(ZApi))]
    public IActionResult ZApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", Route = "api/{*path}")] HttpRequest request,
        string? path)
    {
        _ = path;
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Problem.NotFound($"There is no {request.Method} of this address. GET /api/docs tells which addresses there are, and which methods they take.");
    }

    /// <summary>The dashboard: its files, and its page for every address that is not a file's.</summary>
    [Function(nameof(ZDashboard))]
    public IActionResult ZDashboard(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{*path}")] HttpRequest request, string? path)
    {
        HttpResponse response = request.HttpContext.Response;
        PageSecurity.Apply(response);
        string wanted = path is { Length: > 0 } ? path : DashboardFiles.StartPage;
        StringValues accepted = request.Headers.AcceptEncoding;
        DashboardFile? file = files.Find(wanted, accepted) ?? (IsPage(wanted) ? files.Find(DashboardFiles.StartPage, accepted) : null);
        if (file is null)
        {
            response.Headers.CacheControl = "no-store";
            return files.AreThere ? Problem.NotFound("There is no such file. The dashboard is at /.") : NoDashboard();
        }

        response.Headers.CacheControl = CachingOf(wanted);
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.ContentEncoding = file.ContentEncoding;
        return new PhysicalFileResult(file.Path, file.ContentType) { EntityTag = file.EntityTag, LastModified = file.LastModified };
    }

    // a file's name has a dot, a page's address has none
    private static bool IsPage(string path) => DashboardFiles.IsPlain(path) && !path.Contains('.', StringComparison.Ordinal);

    // the names of these files hold a hash of their content
    private static string CachingOf(string path) =>
        path.StartsWith("assets/", StringComparison.Ordinal) && path.Contains('.', StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";

    private static ContentResult NoDashboard() =>
        new() { StatusCode = StatusCodes.Status404NotFound, ContentType = "text/plain; charset=utf-8", Content = Missing };
}
