using System.Text;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace VideoPipeline.Cli.Tests;

/// <summary>A server that answers as told, a folder of its own, and <c>vp</c> run in this process with redirected output.</summary>
public sealed class VpFixture : IDisposable
{
    private const string Task = "ann.moon";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vp-tests-");
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    internal WireMockServer Server { get; } = WireMockServer.Start();

    internal string? Key { get; init; }

    internal string Folder => folder.FullName;

    internal string Output => output.ToString();

    internal string Error => error.ToString();

    internal string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Where the artifacts of a run with <c>--out</c> <see cref="Folder"/> lie.</summary>
    internal string PathOf(string artifact) => Path.Combine(Folder, Task, artifact);

    internal string WriteFile(string name, byte[] content)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    internal string WriteTranscript(string text = "A story.") => WriteFile("talk.txt", Encoding.UTF8.GetBytes(text));

    internal static string RunAnswer(bool deduplicated = false, bool differs = false) => $$"""
        {"task_id": "{{Task}}", "run_id": "r1", "message": "started", "status_url": "/s", "result_url": "/r",
         "deduplicated": {{(deduplicated ? "true" : "false")}}, "request_differs": {{(differs ? "true" : "false")}} }
        """;

    internal static string Status(string status, string stages = "", string run = "r1", string? error = null) => $$"""
        {"task_id": "{{Task}}", "run_id": "{{run}}", "status": "{{status}}", "current_stage": "x", "stages": [{{stages}}],
         "progress": {"故事二创": "运行中"}, "started_at": "2026-01-01T12:00:00Z", "error": {{(error is null ? "null" : $"\"{error}\"")}} }
        """;

    internal static string Stage(string name, string state, int percent = 0, string? detail = null, string? waitingFor = null) => $$"""
        {"name": "{{name}}", "state": "{{state}}", "percent": {{percent}}, "detail": {{Quote(detail)}}, "waiting_for": {{Quote(waitingFor)}},
         "started_at": "2026-01-01T12:00:00Z", "ended_at": {{(state == "completed" ? "\"2026-01-01T12:00:05Z\"" : "null")}} }
        """;

    internal void AnswersRun(int code, string body) => Server
        .Given(Request.Create().UsingPost().WithPath("/api/pipeline/run"))
        .RespondWith(Json(code, body));

    /// <summary>Each status poll gets the next answer, the last one ever after.</summary>
    internal void AnswersStatus(params IResponseBuilder[] answers)
    {
        // a scenario's first answer is tied to no state, so the sequence's last must name its own to be given again
        IRequestBuilder poll = Request.Create().UsingGet().WithPath($"/api/pipeline/status/{Task}");
        if (answers.Length == 1)
        {
            Server.Given(poll).RespondWith(answers[0]);
            return;
        }

        Server.Given(poll).InScenario("status").WillSetStateTo("1").RespondWith(answers[0]);
        for (int i = 1; i < answers.Length; i++)
        {
            int next = Math.Min(i + 1, answers.Length - 1);
            Server.Given(poll).InScenario("status").WhenStateIs($"{i}").WillSetStateTo($"{next}").RespondWith(answers[i]);
        }
    }

    internal void AnswersStatus(params string[] bodies) => AnswersStatus([.. bodies.Select(body => Json(200, body))]);

    internal void AnswersResult(params string[] artifacts)
    {
        string map = string.Join(", ", artifacts.Select(name => $"\"{name}\": \"/api/pipeline/artifacts/{Task}/{name}\""));
        Server.Given(Request.Create().UsingGet().WithPath($"/api/pipeline/result/{Task}"))
            .RespondWith(Json(200, $$"""{"task_id": "{{Task}}", "run_id": "r1", "status": "completed", "artifacts": { {{map}} } }"""));
        foreach (string name in artifacts)
        {
            Server.Given(Request.Create().UsingGet().WithPath($"/api/pipeline/artifacts/{Task}/{name}"))
                .RespondWith(Response.Create().WithStatusCode(200).WithBody($"content of {name}"));
        }
    }

    internal static IResponseBuilder Json(int code, string body) => Response.Create().WithStatusCode(code)
        .WithHeader("Content-Type", code < 400 ? "application/json" : "application/problem+json")
        .WithBody(body);

    /// <summary>The connection is refused: the client is sent to a port where nothing listens.</summary>
    internal static IResponseBuilder Refused() => Response.Create().WithStatusCode(307).WithHeader("Location", "http://127.0.0.1:1/");

    internal Task<int> RunAsync(params string[] arguments) => RunAsync(new InstantTime(), CancellationToken.None, arguments);

    internal Task<int> RunAsync(TimeProvider time, CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(time, Stream.Null, cancellationToken, arguments);

    internal async Task<int> RunAsync(TimeProvider time, Stream input, CancellationToken cancellationToken, params string[] arguments)
    {
        var terminal = new Terminal(() => input, output, error, Live: null, _ => throw new InvalidOperationException("Nobody looks at a screen."));
        return await new VpApplication(terminal, time, Server.Urls[0], Key).RunAsync(arguments, cancellationToken);
    }

    public void Dispose()
    {
        Server.Dispose();
        output.Dispose();
        error.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Quote(string? text) => text is null ? "null" : $"\"{text}\"";
}
