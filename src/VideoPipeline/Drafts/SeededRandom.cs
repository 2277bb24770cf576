using System.Buffers.Binary;
using System.Security.Cryptography;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>
/// Choices that look random but are the same whenever a run is built again, with any version of .NET: SplitMix64 (Steele, Lea and Flood,
/// 2014) on a hash of the run's ID and a purpose.
/// </summary>
internal sealed class SeededRandom
{
    private ulong state;

    public SeededRandom(RunId run, string purpose) =>
        state = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{run}/{purpose}")));

    /// <summary>A number from 0 to below <paramref name="count"/>, which is at least 1.</summary>
    public int Next(int count) => (int)((NextBits() >> 11) % (ulong)count);

    /// <summary>A number from 0 to below 1.</summary>
    public double NextShare() => (NextBits() >> 11) / (double)(1UL << 53);

    private ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15;
        ulong bits = state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
