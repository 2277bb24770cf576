using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Engine;

/// <summary>
/// Writes an instance's status row, one write at a time. It follows the history: states that are overtaken before they were written are
/// skipped. Lives on its grain's scheduler.
/// </summary>
internal sealed class StatusRow(ITaskHub hub, CancellationToken stopping)
{
    private InstanceStatus? unsaved;
    private Task? writing;

    /// <summary>Writes the status, and whatever is set meanwhile. Fails when it could not be written; then <see cref="RetryAsync"/> is due.</summary>
    public Task SaveAsync(InstanceStatus status)
    {
        unsaved = status;
        return RetryAsync();
    }

    /// <summary>Writes what could not be written before.</summary>
    public async Task RetryAsync()
    {
        // a write that is under way takes the newest state along, but may fail with its own
        while (unsaved is not null)
        {
            if (writing is null or { IsCompleted: true })
            {
                writing = WriteAsync();
            }

            await writing;
        }
    }

    private async Task WriteAsync()
    {
        while (unsaved is { } status)
        {
            await hub.SaveStatusAsync(status, stopping);
            if (unsaved == status)
            {
                unsaved = null;
            }
        }
    }
}
