using System.Net;
using System.Text;
using Xunit.Abstractions;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Whatever a route is sent, the app answers, and says what to do. The requests come from a fixed seed.</summary>
public sealed class ApiFuzzTests(ApiStudio studio, ITestOutputHelper output) : IClassFixture<ApiStudio>
{
    private const int Requests = 1500;
    private const int Seed = 20261124;

    private static readonly (string Method, string Path)[] Routes =
    [
        ("POST", "api/pipeline/run"), ("POST", "api/pipeline/batch"), ("POST", "api/pipeline/upload-subtitle"),
        ("GET", "api/pipeline/status/{}"), ("GET", "api/pipeline/result/{}"), ("GET", "api/pipeline/artifacts/{}/{}"),
        ("GET", "api/pipeline/runs/{}"), ("GET", "api/pipeline/runs/{}/{}"), ("GET", "api/pipeline/runs/{}/{}/artifacts/{}"),
        ("GET", "api/pipeline/runs/{}/{}/artifacts/{}/{}"), ("HEAD", "api/pipeline/runs/{}/{}/artifacts/{}"),
        ("GET", "api/pipeline/tasks"), ("GET", "api/pipeline/history"), ("GET", "api/pipeline/statistics"), ("GET", "api/image_libraries"),
        ("GET", "api/exporter"), ("POST", "api/pipeline/cancel/{}"), ("POST", "api/pipeline/retry/{}"), ("DELETE", "api/pipeline/task/{}"),
        ("PUT", "api/sources/{}"), ("POST", "api/publish/{}"), ("GET", "api/accounts/{}"), ("GET", "health"), ("GET", "api/{}"), ("GET", "{}"),
        ("POST", "api/session"), ("GET", "api/session"), ("GET", "api/session/artifacts/{}/{}/{}"), ("GET", "api/openapi.json"),
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"];

    private static readonly string[] Texts =
    [
        "ann.moon", "甲.乙", "🎬🎬", "..%2f..%2fetc%2fpasswd", "..%5c..%5cwin.ini", "%00", "%0d%0aX-Injected:%201", "%25", "a%2fb", "' or 1=1 --", "<script>alert(1)</script>",
        "\u202Eevil", "null", "-1", "0", "99999999999999999999", "1e400", "NaN", "CON", "story.txt", "run.log", "pictures%2f1.jpg", "pictures/999999.png",
        "~ff", "a.b.~12345678", "00000000-0000-0000-0000-000000000000", "%ED%A0%80", "\uFFFD", " ", "+", "*", "?", "#", "%F0%9F%92%A9",
        "2026-13-45", "0001-01-01", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "running",
    ];

    private static readonly string[] Fields =
    [
        "video_id", "creator_id", "account_name", "gender", "duration", "image_dir", "export_video", "enable_subtitle", "transcript", "force",
        "on_duplicate", "language", "target_minutes", "callback_url", "from_stage", "requests", "unknown", "\\ud800", "",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "7", "-0.5", "1e999", "\"\"", "\"male\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[{}]", "\"http://169.254.169.254/\"",
        "\"a_long_enough_id\"", "\"甲\"", "\"🎬\"", "{\"a\":{\"b\":[1,2,{}]}}", "123456789012345678901234567890",
    ];

    private static readonly string[] Queries =
        ["page", "page_size", "creator_id", "status", "start_date", "end_date", "search", "run_id", "download", "from_stage", "code", "wait"];

    [Fact]
    public async Task AnyRequest_IsAnsweredWithoutAFaultAndWithoutInternals()
    {
        var random = new Random(Seed);
        var failures = new List<string>();
        for (int i = 0; i < Requests; i++)
        {
            using HttpRequestMessage request = Next(random);
            using HttpResponseMessage answer = await studio.Http.SendAsync(request);
            string body = await answer.Content.ReadAsStringAsync();
            if (IsFault(answer, body))
            {
                failures.Add($"#{i} {request.Method} {request.RequestUri}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType} {body}");
            }
        }

        failures.ForEach(output.WriteLine);
        failures.Should().BeEmpty();
        (await studio.Http.GetAsync(new Uri("health", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    // What the server itself refuses before any route is asked, such as a null byte in a path, has no body.
    private static bool IsFault(HttpResponseMessage answer, string body)
    {
        bool isFailure = (int)answer.StatusCode >= 500 && answer.StatusCode != HttpStatusCode.NotImplemented;
        bool leaks = body.Contains("   at ", StringComparison.Ordinal) || body.Contains("Exception", StringComparison.Ordinal)
            || body.Contains("/src/", StringComparison.Ordinal);
        bool isUnexplained = (int)answer.StatusCode >= 400 && body.Length > 0
            && (answer.Content.Headers.ContentType?.MediaType != "application/problem+json" || !body.Contains("\"detail\"", StringComparison.Ordinal));
        return isFailure || leaks || isUnexplained;
    }

    private static HttpRequestMessage Next(Random random)
    {
        (string method, string path) = Pick(random, Routes);
        while (path.Contains("{}", StringComparison.Ordinal))
        {
            int hole = path.IndexOf("{}", StringComparison.Ordinal);
            path = path[..hole] + Part(random) + path[(hole + 2)..];
        }

        string query = string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Pick(random, Queries)}={Part(random)}"));
        var request = new HttpRequestMessage(
            new HttpMethod(random.Next(5) == 0 ? Pick(random, Methods) : method),
            new Uri(query.Length == 0 ? path : $"{path}?{query}", UriKind.Relative));
        if (request.Method.Method is not ("GET" or "HEAD" or "TRACE"))
        {
            request.Content = Content(random);
        }

        if (random.Next(4) == 0)
        {
            request.Headers.TryAddWithoutValidation("Range", $"bytes={Pick(random, ["0-", "-5", "5-2", "x", "0-0,5-9", "99999999999999999999-"])}");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Pick(random, ["", "key", new string('k', 300)]));
            request.Headers.TryAddWithoutValidation("If-None-Match", Pick(random, ["*", "x", "\"0x1\", W/\"2\""]));
        }

        return request;
    }

    private static string Part(Random random) => random.Next(12) switch
    {
        0 => new string('x', random.Next(1, 3000)),
        1 => Uri.EscapeDataString(Word(random)),
        _ => Pick(random, Texts).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal),
    };

    private static string Word(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0xD7FF))]);

    private static ByteArrayContent Content(Random random)
    {
        byte[] bytes = random.Next(8) switch
        {
            0 => [],
            1 => Encoding.UTF8.GetBytes(new string('[', random.Next(1, 5000))),
            2 => Encoding.UTF8.GetBytes($"{{\"transcript\": \"{new string('a', random.Next(2_000_000))}\"}}"),
            3 => Noise(random),
            4 => Encoding.UTF8.GetBytes($"{{\"requests\": [{string.Join(',', Enumerable.Range(0, random.Next(1, 6)).Select(_ => Json(random)))}]}}"),
            _ => Encoding.UTF8.GetBytes(Json(random)),
        };
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", Pick(random, ["application/json", "text/plain; charset=nonsense", "multipart/form-data", "multipart/form-data; boundary=x", "x"]));
        return content;
    }

    private static byte[] Noise(Random random)
    {
        byte[] noise = new byte[random.Next(2000)];
        random.NextBytes(noise);
        return noise;
    }

    private static string Json(Random random) =>
        $"{{{string.Join(',', Enumerable.Range(0, random.Next(8)).Select(_ => $"\"{Pick(random, Fields)}\": {Pick(random, Values)}"))}}}";

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
