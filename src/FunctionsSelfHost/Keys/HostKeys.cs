using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Keys;

/// <summary>
/// The keys that requests need, from the settings below <c>Keys</c>: <c>Master</c>, which opens everything; <c>Host:{name}</c>, which opens
/// every function; <c>Functions:{function}:{name}</c>, which opens that function; <c>System:{name}</c>, which opens an extension's own
/// endpoints. When none is set, nothing needs a key: see <see cref="Hosting.HostAddress"/>.
/// </summary>
/// <remarks>Only hashes are compared, each of a request's key with all of them, so an answer's time tells nothing of a key.</remarks>
internal sealed class HostKeys
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Keys";

    /// <summary>The header that a key is sent in.</summary>
    public const string Header = "x-functions-key";

    /// <summary>The query parameter that a key is sent in when there is no header.</summary>
    public const string Query = "code";

    /// <summary>The fewest characters of a key.</summary>
    public const int MinLength = 16;

    private readonly Key[] keys;

    /// <exception cref="InvalidOperationException">A setting is not valid.</exception>
    public HostKeys(IConfiguration configuration)
    {
        keys = [.. configuration.GetSection(Section).AsEnumerable(makePathsRelative: true).Where(s => s.Value is { Length: > 0 }).Select(s => Read(s.Key, s.Value!))];
        SystemKeys = configuration.GetSection($"{Section}:System").GetChildren()
            .Where(s => s.Value is { Length: > 0 })
            .ToDictionary(s => s.Key, s => s.Value!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether there is any key. If so, all of them hold.</summary>
    public bool AreSet => keys.Length > 0;

    /// <summary>Whether there is a master key.</summary>
    public bool HasMaster => keys.Any(k => k.Kind == KeyKind.Master);

    /// <summary>The system keys by name, for URLs that are handed to callers who have shown such a key or the master key.</summary>
    public IReadOnlyDictionary<string, string> SystemKeys { get; }

    /// <summary>Whether a request may have what needs a level.</summary>
    /// <param name="request">The request.</param>
    /// <param name="level">The level.</param>
    /// <param name="name">For a function its name, for an extension the system key's name.</param>
    public bool Open(HttpRequest request, AuthorizationLevel level, string name = "")
    {
        if (!AreSet || level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        byte[] given = Hash(request.Headers[Header].ToString() is { Length: > 0 } header ? header : request.Query[Query].ToString());
        bool opens = false;
        foreach (Key key in keys)
        {
            opens |= key.Opens(level, name) & CryptographicOperations.FixedTimeEquals(key.Hash, given);
        }

        return opens;
    }

    private static Key Read(string setting, string value)
    {
        if (value.Length < MinLength)
        {
            throw new InvalidOperationException(
                $"The key {Section}:{setting} is too short: it must have {MinLength} characters or more. `openssl rand -hex 32` makes one.");
        }

        string[] path = setting.Split(':');
        return path switch
        {
            [var kind] when Is(kind, "Master") => new Key(KeyKind.Master, "", Hash(value)),
            [var kind, _] when Is(kind, "Host") => new Key(KeyKind.Host, "", Hash(value)),
            [var kind, var function, _] when Is(kind, "Functions") => new Key(KeyKind.Function, function, Hash(value)),
            [var kind, var name] when Is(kind, "System") => new Key(KeyKind.System, name, Hash(value)),
            _ => throw new InvalidOperationException(
                $"The setting {Section}:{setting} names no key. Keys are {Section}:Master, {Section}:Host:NAME, {Section}:Functions:FUNCTION:NAME and {Section}:System:NAME."),
        };
    }

    private static bool Is(string text, string kind) => text.Equals(kind, StringComparison.OrdinalIgnoreCase);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private enum KeyKind
    {
        Master,
        Host,
        Function,
        System,
    }

    private sealed record Key(KeyKind Kind, string Name, byte[] Hash)
    {
        public bool Opens(AuthorizationLevel level, string name) => Kind switch
        {
            KeyKind.Master => true,
            KeyKind.Host => IsFunctionLevel(level),
            KeyKind.Function => IsFunctionLevel(level) && Is(Name, name),
            KeyKind.System => level == AuthorizationLevel.System && Is(Name, name),
            _ => false,
        };

        private static bool IsFunctionLevel(AuthorizationLevel level) => level is AuthorizationLevel.User or AuthorizationLevel.Function;
    }
}
