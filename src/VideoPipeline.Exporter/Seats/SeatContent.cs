using System.Globalization;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Seats;

/// <summary>What a seat's blob says, in its metadata.</summary>
/// <param name="Token">The highest token under which a job of this seat was ever taken.</param>
/// <param name="Holder">The lease ID of the state directory that held the seat last; empty for a new seat.</param>
/// <param name="Process">The process that held the seat last.</param>
/// <param name="Machine">Its machine, for messages.</param>
internal sealed record SeatContent(FencingToken Token, string Holder, string Process, string Machine)
{
    private const string EpochKey = "tokenepoch";
    private const string CounterKey = "tokencounter";
    private const string HolderKey = "holder";
    private const string ProcessKey = "process";
    private const string MachineKey = "machine";

    /// <summary>Reads a blob's metadata.</summary>
    public static SeatContent Read(IDictionary<string, string> metadata) => new(
        new FencingToken(Number(metadata, EpochKey), Number(metadata, CounterKey)),
        Text(metadata, HolderKey),
        Text(metadata, ProcessKey),
        Uri.UnescapeDataString(Text(metadata, MachineKey)));

    /// <summary>The metadata that says it. They travel as HTTP headers, so they are ASCII.</summary>
    public Dictionary<string, string> ToMetadata() => new()
    {
        [EpochKey] = Token.Epoch.ToString(CultureInfo.InvariantCulture),
        [CounterKey] = Token.Counter.ToString(CultureInfo.InvariantCulture),
        [HolderKey] = Holder,
        [ProcessKey] = Process,
        [MachineKey] = Uri.EscapeDataString(Machine),
    };

    private static string Text(IDictionary<string, string> metadata, string key) => metadata.TryGetValue(key, out string? text) ? text : "";

    private static long Number(IDictionary<string, string> metadata, string key) =>
        long.TryParse(Text(metadata, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
