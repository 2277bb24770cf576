using Microsoft.AspNetCore.Http;

namespace VideoPipeline.Functions.Api;

/// <summary>Reads request bodies up to a limit.</summary>
internal static class Body
{
    /// <summary>The body, or null when it is longer than the limit.</summary>
    public static async Task<BinaryData?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        using var content = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > maxBytes)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return new BinaryData(content.ToArray());
    }
}
