namespace VideoPipeline.Cli;

/// <summary>What <c>vp</c> answers to the shell; part of its documented contract (see <c>vp --help</c>).</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The pipeline failed, or its files could not be written here.</summary>
    public const int Failed = 1;

    public const int Usage = 2;

    /// <summary>The server cannot be reached, or it failed itself (5xx).</summary>
    public const int Unreachable = 3;

    /// <summary>The server refused the request (4xx).</summary>
    public const int Refused = 4;

    /// <summary>Ctrl-C, as shells report it.</summary>
    public const int Interrupted = 130;
}
