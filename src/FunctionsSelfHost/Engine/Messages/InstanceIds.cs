using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Engine.Messages;

/// <summary>Refuses instance IDs that no instance can have, where they are named: a message to one could never be delivered.</summary>
internal static class InstanceIds
{
    // a table's key holds 1 KiB of UTF-16
    private const int MostCharacters = 512;

    /// <exception cref="ArgumentException">It cannot be the ID of an orchestration.</exception>
    public static void ThrowIfNotOrchestration(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (MessageRouter.IsEntity(instanceId))
        {
            throw new ArgumentException($"\"{instanceId}\" is the ID of an entity: orchestration instance IDs may not begin with '@'.", nameof(instanceId));
        }

        ThrowIfTooLong(instanceId);
    }

    /// <exception cref="ArgumentException">It is too long.</exception>
    public static void ThrowIfTooLong(string instanceId)
    {
        if (KeyEscaping.Escape(instanceId).Length > MostCharacters)
        {
            throw new ArgumentException(
                $"The instance ID \"{instanceId[..64]}...\" is too long: at most {MostCharacters} characters, of which / \\ # ? ^ and control characters count twice.",
                nameof(instanceId));
        }
    }
}
