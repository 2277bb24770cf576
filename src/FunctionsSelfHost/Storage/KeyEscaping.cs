using System.Text;

namespace FunctionsSelfHost.Storage;

/// <summary>
/// Makes table keys of instance IDs as DurableTask.AzureStorage does: characters that Azure Tables refuses in keys become '^' and a
/// stand-in.
/// </summary>
internal static class KeyEscaping
{
    private const int ControlOffset = 0xC0;

    /// <summary>The key of an instance ID.</summary>
    public static string Escape(string instanceId)
    {
        if (!instanceId.Any(c => c is '^' or '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            return instanceId;
        }

        var key = new StringBuilder(instanceId.Length + 8);
        foreach (char c in instanceId)
        {
            _ = c switch
            {
                '^' => key.Append("^^"),
                '/' => key.Append("^0"),
                '\\' => key.Append("^1"),
                '#' => key.Append("^2"),
                '?' => key.Append("^3"),
                _ when char.IsControl(c) => key.Append('^').Append((char)(c + ControlOffset)),
                _ => key.Append(c),
            };
        }

        return key.ToString();
    }

    /// <summary>The instance ID of a key.</summary>
    public static string Unescape(string key)
    {
        if (!key.Contains('^'))
        {
            return key;
        }

        var id = new StringBuilder(key.Length);
        for (int i = 0; i < key.Length; i++)
        {
            bool isEscape = key[i] == '^' && i + 1 < key.Length;
            id.Append(isEscape ? Original(key[++i]) : key[i]);
        }

        return id.ToString();
    }

    private static char Original(char standIn) => standIn switch
    {
        '^' => '^',
        '0' => '/',
        '1' => '\\',
        '2' => '#',
        '3' => '?',
        _ => (char)(standIn - ControlOffset),
    };
}
