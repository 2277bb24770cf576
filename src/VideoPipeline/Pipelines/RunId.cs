using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>The identity of one execution of a pipeline: a UUID, written with dashes in lower case.</summary>
/// <param name="Value">The UUID: version 7 (ordered by time) or, for a request with an idempotency key, version 5.</param>
[JsonConverter(typeof(ParsableJsonConverter<RunId>))]
public readonly record struct RunId(Guid Value) : IParsable<RunId>
{
    // Any fixed UUID serves as the namespace of RFC 9562 section 5.5; this one is ours alone. It must never change.
    private static readonly Guid Namespace = new("5e0c7a3f-3d6b-4c55-9a0e-6a1e3d2f8b74");

    private const int TextLength = 36;

    /// <summary>A new ID, ordered by time.</summary>
    public static RunId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>The ID that a delivery with this idempotency key always gets, so that a repeated one is the same run.</summary>
    public static RunId FromIdempotencyKey(PipelineInstanceId pipeline, string key)
    {
        byte[] name = Encoding.UTF8.GetBytes($"{pipeline.Value}/{key}");
        byte[] input = [.. Namespace.ToByteArray(bigEndian: true), .. name];
#pragma warning disable CA5350 // RFC 9562 version 5 is defined on SHA-1; nothing secret depends on it
        byte[] hash = SHA1.HashData(input)[..16];
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new RunId(new Guid(hash, bigEndian: true));
    }

    /// <inheritdoc/>
    public static RunId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out RunId id) ? id : throw new FormatException($"\"{s}\" is not the ID of a run.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RunId result)
    {
        // the framework's parser also takes white space around the UUID
        bool valid = Guid.TryParseExact(s, "D", out Guid value) && s!.Length == TextLength;
        result = valid ? new RunId(value) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
