using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace VideoPipeline.Pipelines;

/// <summary>
/// The identity of a pipeline: creator + video (+ account). It is the orchestration's instance ID, the API's <c>task_id</c>,
/// and the first part of every artifact's name.
/// </summary>
/// <remarks>
/// The form is <c>{creator}.{video}</c> or <c>{creator}.{video}.{account}</c>. In each part ASCII letters, digits, <c>-</c> and
/// <c>_</c> stay; every other UTF-8 byte becomes <c>~xx</c> (lower-case hex), so no part can contain the separator. Engines may fold
/// case, so an ID with an upper-case letter ends with <c>.~</c> and 8 hex digits of the SHA-256 of the whole. So does one whose last
/// part reads like such an end by itself (the account <c>.abcdef</c> is <c>~2eabcdef</c>), so that an end always is what it seems. A form
/// longer than <see cref="MaxLength"/> is cut, never inside an escape, and ends with <c>.~</c> and 16 hex digits of that hash.
/// Below the limit different parts never give the same ID, even to a reader that ignores case.
/// </remarks>
[JsonConverter(typeof(ParsableJsonConverter<PipelineInstanceId>))]
public readonly partial record struct PipelineInstanceId : IParsable<PipelineInstanceId>
{
    /// <summary>The most characters that an instance ID has.</summary>
    public const int MaxLength = 100;

    /// <summary>The most characters (UTF-16 units) that a creator, a video or an account may have.</summary>
    public const int MaxPartLength = 300;

    private const int CaseHashDigits = 8;
    private const int CutHashDigits = 16;
    private const string HashMark = ".~";

    private readonly string? value;

    private PipelineInstanceId(string value) => this.value = value;

    /// <summary>The ID's text: 3 to 100 of the characters A-Z a-z 0-9 - _ . ~</summary>
    public string Value => value ?? throw new InvalidOperationException("This instance ID was never set: use Create or Parse.");

    /// <summary>Makes the ID of a pipeline.</summary>
    /// <exception cref="ArgumentException">A part is empty, is longer than <see cref="MaxPartLength"/>, or is not valid Unicode.</exception>
    public static PipelineInstanceId Create(string creator, string video, string? account = null)
    {
        string whole = $"{Escape(creator, nameof(creator))}.{Escape(video, nameof(video))}";
        if (account is not null)
        {
            whole += $".{Escape(account, nameof(account))}";
        }

        string full = NeedsHash(whole) ? whole + HashMark + Hash(whole, CaseHashDigits) : whole;
        return new PipelineInstanceId(full.Length <= MaxLength ? full : Cut(whole) + HashMark + Hash(whole, CutHashDigits));
    }

    /// <inheritdoc cref="IParsable{TSelf}.Parse"/>
    public static PipelineInstanceId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out PipelineInstanceId id) ? id : throw new FormatException($"\"{s}\" is not the ID of a pipeline.");

    /// <summary>Reads the text form. Text that <see cref="Create"/> cannot have made is refused, as far as the text alone can tell.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out PipelineInstanceId result) => TryParse(s, null, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PipelineInstanceId result)
    {
        bool valid = s is { Length: <= MaxLength } && (IsWhole(s) || IsCut(s));
        result = valid ? new PipelineInstanceId(s!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => value ?? "";

    private static bool IsWhole(string text)
    {
        Match end = CaseEnd().Match(text);
        string whole = end.Success ? text[..end.Index] : text;
        return Parts().IsMatch(whole) && text == (NeedsHash(whole) ? whole + HashMark + Hash(whole, CaseHashDigits) : whole);
    }

    // What was cut off cannot be known, so the hash cannot be checked; the length can, since a cut fills all the room but an escape's.
    private static bool IsCut(string text) => text.Length > MaxLength - 3 && CutForm().IsMatch(text);

    private static bool NeedsHash(string whole) => whole.Any(char.IsAsciiLetterUpper) || CaseEnd().IsMatch(whole) || CutEnd().IsMatch(whole);

    private static string Escape(string part, string name)
    {
        if (string.IsNullOrEmpty(part) || part.Length > MaxPartLength)
        {
            throw new ArgumentException($"The {name} must have 1 to {MaxPartLength} characters.", name);
        }

        var escaped = new StringBuilder(part.Length);
        foreach (byte b in Utf8(part, name))
        {
            char c = (char)b;
            _ = char.IsAsciiLetterOrDigit(c) || c is '-' or '_'
                ? escaped.Append(c)
                : escaped.Append('~').Append(b.ToString("x2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }

    private static byte[] Utf8(string part, string name)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(part);
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"The {name} is not valid Unicode text: it contains half a surrogate pair.", name, e);
        }
    }

    private static string Cut(string whole)
    {
        int end = MaxLength - HashMark.Length - CutHashDigits;
        int escape = whole.LastIndexOf('~', end - 1);
        return whole[..(escape > end - 3 && escape >= 0 ? escape : end)];
    }

    private static string Hash(string whole, int digits) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..digits];

    [GeneratedRegex(@"^(?:[A-Za-z0-9_-]|~[0-9a-f]{2})+(?:\.(?:[A-Za-z0-9_-]|~[0-9a-f]{2})+){1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\.~[0-9a-f]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CaseEnd();

    [GeneratedRegex(@"\.~[0-9a-f]{16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CutEnd();

    // the last part may have been cut to nothing
    [GeneratedRegex(@"^(?:[A-Za-z0-9_-]|~[0-9a-f]{2})+(?:\.(?:[A-Za-z0-9_-]|~[0-9a-f]{2})+){0,2}\.?\.~[0-9a-f]{16}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CutForm();
}
