namespace VideoPipeline.Cli;

/// <summary>The command line asks for something that cannot be done as it stands, such as reading a missing file.</summary>
internal sealed class UsageException(string message) : Exception(message);
