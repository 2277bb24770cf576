using System.Globalization;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace VideoPipeline.Functions.Dashboard;

/// <summary>The files that the dashboard's build made, in one folder; nothing else can be reached.</summary>
public sealed class DashboardFiles : IDisposable
{
    /// <summary>The page that shows every address of the dashboard.</summary>
    public const string StartPage = "index.html";

    // The build compresses what is worth it. The best comes first.
    private static readonly (string Coding, string Suffix)[] Codings = [("br", ".br"), ("gzip", ".gz")];
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private readonly PhysicalFileProvider? files;

    /// <summary>The files of a folder. It may be missing: then there are none.</summary>
    public DashboardFiles(string folder) => files = Directory.Exists(folder) ? new PhysicalFileProvider(folder) : null;

    /// <summary>Whether there is a dashboard.</summary>
    public bool AreThere => files is not null && files.GetFileInfo(StartPage).Exists;

    /// <summary>Whether a path could be that of a file or a page: no escapes, which a file's name here never has, and no way up.</summary>
    public static bool IsPlain(string path) =>
        path.All(c => c > ' ' && c is not ('%' or '\\' or ':' or '\u007f')) && path.Split('/').All(segment => segment is not ("." or ".."));

    /// <summary>The file at a path, compressed where the client takes that and the build has it; null when there is none.</summary>
    /// <param name="path">Relative to the folder, with slashes.</param>
    /// <param name="accepted">The request's <c>Accept-Encoding</c>.</param>
    public DashboardFile? Find(string path, StringValues accepted)
    {
        if (files is null || !IsPlain(path) || !ContentTypes.TryGetContentType(path, out string? contentType) || ExistingFile(path) is not { } plain)
        {
            return null;
        }

        foreach ((string coding, string suffix) in Codings)
        {
            if (Accepts(accepted, coding) && ExistingFile(path + suffix) is { } compressed)
            {
                return ToFile(compressed, contentType, coding);
            }
        }

        return ToFile(plain, contentType, null);
    }

    /// <inheritdoc/>
    public void Dispose() => files?.Dispose();

    private static DashboardFile ToFile(IFileInfo file, string contentType, string? coding)
    {
        string tag = string.Create(CultureInfo.InvariantCulture, $"\"{file.LastModified.UtcTicks:x}-{file.Length:x}{(coding is null ? "" : "-" + coding)}\"");
        return new DashboardFile(file.PhysicalPath!, WithCharset(contentType), coding, new EntityTagHeaderValue(tag), file.LastModified);
    }

    private static string WithCharset(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal) ? contentType + "; charset=utf-8" : contentType;

    private static bool Accepts(StringValues accepted, string coding) =>
        StringWithQualityHeaderValue.TryParseList(accepted, out IList<StringWithQualityHeaderValue>? codings)
        && codings.Any(c => c.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && c.Quality is not 0);

    private IFileInfo? ExistingFile(string path) => files!.GetFileInfo(path) is { Exists: true, IsDirectory: false, PhysicalPath: not null } file ? file : null;
}
