namespace FunctionsSelfHost.Engine.Retention;

/// <summary>The one place in a cluster where finished instances are purged. Its key is 0.</summary>
[Alias("FunctionsSelfHost.Retention")]
internal interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Purges what has been finished for long enough, unless that is being done already. Returns at once.</summary>
    [Alias("Start")]
    Task StartAsync();
}
