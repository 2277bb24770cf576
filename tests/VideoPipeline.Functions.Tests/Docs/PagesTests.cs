using System.Text.RegularExpressions;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using VideoPipeline.Functions.OpenApi;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Docs;

/// <summary>The routes and settings that the pages name are there.</summary>
public sealed partial class PagesTests
{
    // of EasyVoice
    private static readonly string[] Foreign = ["/api/v1/tts"];

    // of the original, which a page says have no successor, and of Durable Functions Monitor
    private static readonly string[] ForeignVariables = ["DB_PATH", "VIDEO_SERVER_URL", "YTENGINE_HOST", "DFM_NONCE", "OTEL_TRACES_SAMPLER_ARG"];

    // no setting: what the span of an entity's operation is called
    private const string Pattern = "NAME__OPERATION";

    private static readonly string[] ValueOptions =
        ["-H", "--header", "-d", "--data", "--data-binary", "--data-raw", "-F", "-X", "--request", "-o", "-b", "-c", "-u"];

    private static readonly Lazy<IReadOnlyList<PageRoute>> Routes = new(() => [.. OfTheApp(), .. OfTheHosts()]);

    private static readonly Lazy<string> Sources = new(() => string.Join('\n', SourceFiles().Select(File.ReadAllText)));

    private static readonly Lazy<Regex[]> Settings = new(() =>
    [
        AsPattern("Logging__LogLevel__Default"),  // the framework's
        .. Row().Matches(SettingsTable.Create()).Select(m => AsPattern(m.Groups[1].Value)),
    ]);

    public static TheoryData<string> All { get; } = [.. Pages.All];

    [Theory]
    [MemberData(nameof(All))]
    public void Requests_OfThePage_HaveARoute(string page)
    {
        foreach ((string verb, string address) in Requests(page))
        {
            string path = address.Split('?')[0];
            PageRoute[] served = [.. Routes.Value.Where(r => r.Fits(verb, path))];

            served.Should().NotBeEmpty($"{verb} {address} is in {page}");
            QueryName().Matches(address).Select(m => m.Groups[1].Value)
                .Should().BeSubsetOf(served.SelectMany(r => r.Query), $"{verb} {address} is in {page}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Starts_OfThePage_AreTakenByTheApp(string page)
    {
        IEnumerable<PageCommand> starts = Pages.Commands(page)
            .Where(c => c.Words[0] == "curl" && c.Words.Contains("-d") && Addresses(c).Contains("/api/pipeline/run"));

        starts.Should().OnlyContain(c => IsTaken(c.Words.SkipWhile(w => w != "-d").ElementAt(1)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Addresses_OfThePage_AreThoseOfRoutes(string page) => Pages.Spans(page)
        .Where(span => Address().IsMatch(span) && !Foreign.Contains(span))
        .Should().OnlyContain(span => Routes.Value.Any(r => r.Begins(span.Split('?')[0])));

    [Theory]
    [MemberData(nameof(All))]
    public void Settings_OfThePage_AreThere(string page) => Setting().Matches(Pages.Read(page))
        .Select(m => m.Value.Replace(":", "__", StringComparison.Ordinal))
        .Distinct()
        .Where(name => name != Pattern)
        .Should().OnlyContain(name => Settings.Value.Any(s => s.IsMatch(name)) || IsReadByTheCode(name));

    [Theory]
    [MemberData(nameof(All))]
    public void Variables_OfThePage_AreReadSomewhere(string page) => Variable().Matches(Pages.Read(page))
        .Select(m => m.Value)
        .Distinct()
        .Except(ForeignVariables)
        .Should().OnlyContain(name => Regex.IsMatch(Sources.Value, $@"\b{name}\b"));

    // what curl is told to do, and what is written as a verb with an address
    private static IEnumerable<(string Verb, string Address)> Requests(string page) => Pages.Commands(page)
        .Where(c => c.Words[0] == "curl")
        .SelectMany(c => Addresses(c).Select(address => (VerbOf(c), address)))
        .Concat(Pages.Spans(page)
            .Select(span => Request().Match(span))
            .Where(m => m.Success)
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value)));

    private static IEnumerable<string> Addresses(PageCommand curl) => curl.Words
        .Where((word, index) => index > 0 && !word.StartsWith('-') && !ValueOptions.Contains(curl.Words[index - 1]))
        .Select(word => Server().Replace(word, ""));

    private static bool IsTaken(string start)
    {
        try
        {
            RequestParser.Parse(BinaryData.FromString(start), null, Callbacks.None);
            return true;
        }
        catch (RequestInvalidException)
        {
            return false;
        }
    }

    private static string VerbOf(PageCommand curl)
    {
        int given = curl.Words.Select((word, index) => (word, index)).FirstOrDefault(w => w.word is "-X" or "--request").index;
        bool sends = curl.Words.Any(w => w is "-d" or "-F" || w.StartsWith("--data", StringComparison.Ordinal));
        return given > 0 ? curl.Words[given + 1] : sends ? "POST" : "GET";
    }

    private static IEnumerable<PageRoute> OfTheApp() => ApiRoute.Of(typeof(ApiDocument).Assembly)
        .Where(route => !ApiCatalog.Rest.Contains(route.Function))
        .SelectMany(route => route.Verbs.Select(verb => new PageRoute(
            verb.ToUpperInvariant(),
            route.Path,
            [.. ApiCatalog.Operations[route.Function].Parameters.Where(p => p.Place == "query").Select(p => p.Name)])));

    // built, not started
    private static IEnumerable<PageRoute> OfTheHosts()
    {
        WebApplicationBuilder host = AppHosting.CreateBuilder([]);
        host.Configuration["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = "Memory";
        WebApplication selfHost = AppHosting.Build(host, new HostSettings(host.Configuration), new FunctionCatalog([]));
        WebApplication exporter = ExporterApp.Build(ExporterApp.CreateBuilder(["--AzureWebJobsStorage=UseDevelopmentStorage=true"]));
        return ((IEndpointRouteBuilder[])[selfHost, exporter])
            .SelectMany(app => app.DataSources.SelectMany(source => source.Endpoints))
            .OfType<RouteEndpoint>()
            .Where(e => !e.RoutePattern.RawText!.Contains("{**", StringComparison.Ordinal))
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(verb => new PageRoute(verb, "/" + e.RoutePattern.RawText!.Trim('/'), ["wait", "runtimeStatus"])));
    }

    private static Regex AsPattern(string setting) => new($"^{Placeholder().Replace(setting, "[^_]+").Replace("__0", "(__0)?")}$");

    // A setting of the host: all its names stand in one file of the code, or its path in host.json. A group of settings has a name, too.
    private static bool IsReadByTheCode(string setting)
    {
        string[] names = [.. setting.Split("__").Where(n => n.Length > 0 && !n.Contains('{')).Except(["AzureFunctionsJobHost"])];
        bool isGroup = Settings.Value.Any(s => s.ToString().StartsWith($"^{setting}__", StringComparison.Ordinal))
            || Placeholder().Replace(setting, "").StartsWith("Limits__", StringComparison.Ordinal);
        return isGroup
            || SourceFiles().Select(File.ReadAllText).Any(text => names.All(n => Regex.IsMatch(text, $"""[":]{n}(_extension)?[":]""")));
    }

    private static IEnumerable<string> SourceFiles() => ((string[])["src", "scripts", "infra", "tests", ".github"])
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(RepositoryRoot.Path))
        .Where(file => SourceFile().IsMatch(file) && !Generated().IsMatch(file) && Path.GetFileName(file) != "PagesTests.cs");

    // a route as the code declares it, and what its query may hold
    private sealed record PageRoute(string Verb, string Path, IReadOnlyList<string> Query)
    {
        public bool Fits(string verb, string path) => verb == Verb && Matches(path, whole: true);

        public bool Begins(string path) => Matches(path.TrimEnd('/'), whole: false);

        private bool Matches(string path, bool whole)
        {
            string[] own = Path.Split('/');
            string[] asked = path.Split('/');
            bool isLong = own[^1] is "{rest}" or "{name}";
            return (isLong || asked.Length <= own.Length) && (!whole || asked.Length == own.Length || isLong)
                && asked.Zip(own).All(p => p.First == p.Second || p.Second.StartsWith('{') || p.First == "…");
        }
    }

    [GeneratedRegex(@"^(GET|HEAD|POST|PUT|DELETE|PATCH) (/\S+)$")]
    private static partial Regex Request();

    [GeneratedRegex(@"^/(api|admin|runtime|health)\S*$")]
    private static partial Regex Address();

    [GeneratedRegex(@"[?&]([a-zA-Z_]+)=")]
    private static partial Regex QueryName();

    [GeneratedRegex(@"^(\$H|https?://localhost:\d+)(?=/)")]
    private static partial Regex Server();

    [GeneratedRegex(@"(?<![\w$/])[A-Z][A-Za-z0-9]*(?:(?:__|:(?=[A-Z]))[A-Za-z0-9{}]+)+")]
    private static partial Regex Setting();

    [GeneratedRegex(@"(?<![\w$<{])[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+(?![\w}])")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\| `([^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\.(cs|sh|mjs|bicep|bicepparam|yml|yaml|json|props|csproj|env|service)$|Dockerfile$")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"/(bin|obj|node_modules)/")]
    private static partial Regex Generated();
}
