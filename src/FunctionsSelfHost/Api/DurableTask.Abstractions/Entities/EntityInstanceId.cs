using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Entities;

/// <summary>Which entity: a kind and a key. In JSON it is the text <c>@name@key</c>.</summary>
/// <remarks>Keys keep their case, but never tell two entities apart by case alone: some hosts cannot.</remarks>
[JsonConverter(typeof(EntityInstanceIdJsonConverter))]
public readonly record struct EntityInstanceId
{
    /// <summary>Creates an ID.</summary>
    /// <param name="name">The entity function's name; it is lower-cased. Not empty and without '@'.</param>
    /// <param name="key">The key; any text.</param>
    /// <exception cref="ArgumentException">The name is empty or contains '@', or the key is null.</exception>
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains('@', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The entity name '{name}' contains '@', which separates name and key.", nameof(name));
        }

        Name = name.ToLowerInvariant();
        Key = key;
    }

    /// <summary>The entity function's name in lower case.</summary>
    public string Name { get; }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>Reads <c>@name@key</c>.</summary>
    /// <param name="instanceId">The text.</param>
    /// <exception cref="ArgumentException">The text is no entity's ID.</exception>
    public static EntityInstanceId FromString(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        int second = instanceId.IndexOf('@', 1);
        return instanceId[0] == '@' && second > 1
            ? new EntityInstanceId(instanceId[1..second], instanceId[(second + 1)..])
            : throw new ArgumentException($"'{instanceId}' is not an entity's ID: it should read @name@key.", nameof(instanceId));
    }

    /// <summary><c>@name@key</c>.</summary>
    public override string ToString() => $"@{Name}@{Key}";
}
