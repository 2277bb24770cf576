namespace VideoPipeline.EndToEnd.Tests.Dashboard;

/// <summary>The browser that is installed on this machine. Nothing is downloaded.</summary>
internal static class BrowserProgram
{
    private static readonly string[] Names = ["chromium", "google-chrome", "chromium-browser"];

    public static string Find()
    {
        string[] folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"None of {string.Join(", ", Names)} is installed: on Debian, `sudo apt-get install chromium`.");
    }
}
