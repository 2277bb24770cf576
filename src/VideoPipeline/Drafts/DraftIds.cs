using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>
/// The IDs of one draft's parts: UUIDs (RFC 9562 version 8) made of the run's ID and a count, so that building a run's draft again gives
/// the same bytes, and no two drafts share an ID.
/// </summary>
internal sealed class DraftIds(RunId run)
{
    private int count;

    /// <summary>The next ID, with dashes in upper case.</summary>
    public string Next()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{run}/draft/{count++}");
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(name))[..16];
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString("D").ToUpperInvariant();
    }
}
