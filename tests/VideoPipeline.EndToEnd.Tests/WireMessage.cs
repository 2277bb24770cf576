using System.Text;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A message of protobuf, read by the numbers of its fields.</summary>
internal readonly record struct WireMessage(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The messages in a field.</summary>
    public IEnumerable<WireMessage> All(int field) => Fields().Where(f => f.Field == field).Select(f => new WireMessage(f.Bytes));

    /// <summary>The first message in a field; empty where there is none.</summary>
    public WireMessage First(int field) => All(field).FirstOrDefault();

    /// <summary>The text in a field.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(First(field).Bytes.Span);

    /// <summary>The whole number in a field.</summary>
    public long Number(int field) => (long)Fields().FirstOrDefault(f => f.Field == field).Number;

    private IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Fields()
    {
        for (int at = 0; at < Bytes.Length;)
        {
            ulong tag = ReadNumber(ref at);
            ulong number = (tag & 7) is 0 or 2 ? ReadNumber(ref at) : 0;
            int length = (tag & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)number,
                5 => 4,
                ulong type => throw new FormatException($"Fields of the wire type {type} are not known."),
            };
            yield return ((int)(tag >> 3), number, Bytes.Slice(at, length));
            at += length;
        }
    }

    private ulong ReadNumber(ref int at)
    {
        ulong number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Bytes.Span[at++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
