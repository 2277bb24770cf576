using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace FunctionsSelfHost.Hosting;

/// <summary>Reads the files that a function app brings along.</summary>
internal static class SettingsFiles
{
    /// <summary>host.json, below <see cref="HostSettings.Section"/>.</summary>
    public static MemoryConfigurationSource HostJson(string folder) => new()
    {
        InitialData = Version2(Values(Path.Combine(folder, "host.json"))).Select(v => KeyValuePair.Create($"{HostSettings.Section}:{v.Key}", v.Value)),
    };

    /// <summary>local.settings.json: its <c>Values</c> become app settings, its <c>Host</c> section stays one.</summary>
    public static MemoryConfigurationSource LocalSettings(string folder) => new()
    {
        InitialData = Decrypted(Values(Path.Combine(folder, "local.settings.json")))
            .Where(v => v.Key.StartsWith("Values:", StringComparison.OrdinalIgnoreCase) || v.Key.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))
            .Select(v => KeyValuePair.Create(SettingName(v.Key), v.Value)),
    };

    private static IReadOnlyList<KeyValuePair<string, string?>> Version2(IReadOnlyList<KeyValuePair<string, string?>> host) =>
        host.Count == 0 || Find(host, "version") == "2.0"
            ? host
            : throw new InvalidOperationException($"host.json: version is \"{Find(host, "version")}\"; it must be \"2.0\".");

    private static IReadOnlyList<KeyValuePair<string, string?>> Decrypted(IReadOnlyList<KeyValuePair<string, string?>> settings) =>
        !string.Equals(Find(settings, "IsEncrypted"), "true", StringComparison.OrdinalIgnoreCase)
            ? settings
            : throw new InvalidOperationException(
                "local.settings.json is encrypted, which this host cannot read: decrypt it with `func settings decrypt`.");

    private static string? Find(IEnumerable<KeyValuePair<string, string?>> values, string key) =>
        values.FirstOrDefault(v => v.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;

    private static string SettingName(string key) =>
        key.StartsWith("Values:", StringComparison.OrdinalIgnoreCase) ? key["Values:".Length..].Replace("__", ":", StringComparison.Ordinal) : key;

    private static IReadOnlyList<KeyValuePair<string, string?>> Values(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            return [.. new ConfigurationBuilder().AddJsonFile(path).Build().AsEnumerable().Where(v => v.Value is not null)];
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException)
        {
            throw new InvalidOperationException($"{Path.GetFileName(path)} cannot be read: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}
