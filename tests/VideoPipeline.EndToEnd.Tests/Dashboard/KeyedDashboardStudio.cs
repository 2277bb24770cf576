namespace VideoPipeline.EndToEnd.Tests.Dashboard;

/// <summary>The same, where the app asks for a key.</summary>
public sealed class KeyedDashboardStudio : DashboardStudio
{
    public const string Key = "the-key-of-this-test";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Http.DefaultRequestHeaders.Add("x-functions-key", Key);
    }

    protected override IDictionary<string, string> Settings() => new Dictionary<string, string> { ["Keys__Host__default"] = Key };
}
