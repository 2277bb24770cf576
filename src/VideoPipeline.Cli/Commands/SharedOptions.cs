using System.CommandLine;

namespace VideoPipeline.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class SharedOptions
{
    public static Argument<string> Task() => new("TASK") { Description = "The pipeline's task ID, as `vp run` prints it." };

    public static Option<string?> Run() => new("--run")
    {
        HelpName = "ID",
        Description = "One of the pipeline's runs, instead of the current one.",
    };

    public static Option<string> Output() => new("--out")
    {
        HelpName = "DIR",
        Description = "The artifacts go to DIR/{task_id}/.",
        DefaultValueFactory = _ => "out",
    };
}
