using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace VideoPipeline.Cli.Commands;

/// <summary>The usual help, followed by examples and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    ok
          1    the pipeline failed, or a file could not be written
          2    the command line is wrong, or a named file cannot be read
          3    the server cannot be reached or fails itself
          4    the server refused the request
          130  interrupted; a pipeline that was started goes on
        """;

    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in ExamplesOf(parseResult.CommandResult.Command))
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        output.WriteLine(ExitCodes);
        return result;
    }

    private static string[] ExamplesOf(Command command) => command switch
    {
        BatchCommand =>
        [
            "vp batch monday.csv",
            "vp batch monday.jsonl --key monday --json",
            "echo 'creator_id,video_id,export_video,transcript_file' > monday.csv; echo 'ann,moon-landing,true,talk.srt' >> monday.csv",
        ],
        ListCommand => ["vp list", "vp list --creator ann --status failed", "vp list --search moon --json"],
        LogsCommand => ["vp logs ann.moon-landing --tail 20", "vp logs ann.moon-landing --follow"],
        ExporterCommand => ["vp exporter", "vp exporter --json"],
        OpenCommand => ["vp open", "vp open ann.moon-landing"],
        StatusCommand => ["vp status ann.moon-landing", "vp status ann.moon-landing --json"],
        WatchCommand => ["vp watch ann.moon-landing"],
        CancelCommand => ["vp cancel ann.moon-landing"],
        RetryCommand =>
        [
            "vp retry ann.moon-landing",
            "vp retry ann.moon-landing --from voice",
            "vp retry ann.moon-landing --run 0197c2f0-8a4e-7d10-9b7e-3f1c2a5d6e90",
        ],
        DownloadCommand => ["vp download ann.moon-landing --out videos"],
        UploadCommand => ["vp upload talk.srt --video moon-landing", "vp upload talk.srt --video moon-landing --creator ann"],
        RunCommand =>
        [
            "vp run --transcript talk.srt --video moon-landing --creator ann --export",
            "vp run --transcript - --video moon-landing --creator ann --gender male < talk.txt",
            "vp run --video moon-landing --creator ann --detach --json",
        ],
        _ =>
        [
            "vp run --transcript talk.srt --video moon-landing --creator ann --export",
            "vp watch ann.moon-landing",
            "VIDEOPIPELINE_URL=http://studio:51082 vp status ann.moon-landing",
        ],
    };
}
