using Microsoft.Net.Http.Headers;

namespace VideoPipeline.Functions.Dashboard;

/// <summary>A file of the dashboard as a client gets it.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="ContentType">The MIME type of its content, before compression.</param>
/// <param name="ContentEncoding">How it is compressed; null when it is not.</param>
/// <param name="EntityTag">Changes when it does.</param>
/// <param name="LastModified">When it was made.</param>
public sealed record DashboardFile(
    string Path, string ContentType, string? ContentEncoding, EntityTagHeaderValue EntityTag, DateTimeOffset LastModified);
