using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Drafts;

namespace VideoPipeline.Functions.Api;

/// <summary>Lists the galleries that pictures can be taken from.</summary>
public sealed class GalleryFunctions(GalleryCatalog galleries)
{
    /// <summary>
    /// GET /api/image_libraries: the galleries, in the original's names. A library's path is what a request's <c>image_dir</c> takes.
    /// </summary>
    [Function(nameof(ListImageLibraries))]
    public async Task<IActionResult> ListImageLibraries(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/image_libraries")] HttpRequest request, CancellationToken cancellationToken)
    {
        _ = request;
        IReadOnlyList<GallerySummary> found = await galleries.ListAsync(cancellationToken);
        return new OkObjectResult(new LibrariesBody(
            true, [.. found.Select(g => new LibraryBody(g.Name, g.Name, g.Name, g.Pictures, g.CreatedAt, g.UpdatedAt))], found.Count));
    }

    /// <summary>The answer.</summary>
    internal sealed record LibrariesBody(
        [property: JsonPropertyName("success")] bool Success,
        [property: JsonPropertyName("libraries")] IReadOnlyList<LibraryBody> Libraries,
        [property: JsonPropertyName("count")] int Count);

    /// <summary>A gallery.</summary>
    internal sealed record LibraryBody(
        [property: JsonPropertyName("id")] string Id,
        [property: JsonPropertyName("library_name")] string LibraryName,
        [property: JsonPropertyName("library_path")] string LibraryPath,
        [property: JsonPropertyName("image_count")] int ImageCount,
        [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
        [property: JsonPropertyName("updated_at")] DateTimeOffset UpdatedAt);
}
