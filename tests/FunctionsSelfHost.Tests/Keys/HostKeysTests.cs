using System.Net;
using System.Text.Json.Nodes;
using FunctionsSelfHost.Tests.Engine;
using FunctionsSelfHost.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Tests.Keys;

#pragma warning disable CA1822, IDE0060 // functions are public instance methods and need not use their trigger
public sealed class HostKeysTests : IAsyncLifetime
{
    private const string Master = "the-master-key-of-the-tests";
    private const string Host = "the-host-key-of-the-tests";
    private const string OfKeyed = "the-key-of-the-function-Keyed";
    private const string OfOther = "the-key-of-another-function";
    private const string System = "the-key-of-the-durable-extension";
    private const string Management = "runtime/webhooks/durabletask/instances";

    private static readonly Dictionary<string, string?> AllKeys = new()
    {
        ["Keys:Master"] = Master,
        ["Keys:Host:default"] = Host,
        ["Keys:Functions:KEYED:default"] = OfKeyed,
        ["Keys:Functions:Other:default"] = OfOther,
        ["Keys:System:durabletask_extension"] = System,
    };

    private TestApp app = null!;

    public async Task InitializeAsync() => app = await StartAsync(AllKeys);

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Theory]
    [InlineData("api/Open", null, 200)]
    [InlineData("api/Open", "wrong", 200)]
    [InlineData("api/Keyed", null, 401)]
    [InlineData("api/Keyed", "wrong", 401)]
    [InlineData("api/Keyed", OfKeyed, 200)]
    [InlineData("api/Keyed", OfOther, 401)]
    [InlineData("api/Keyed", Host, 200)]
    [InlineData("api/Keyed", Master, 200)]
    [InlineData("api/Keyed", System, 401)]
    [InlineData("api/NoLevel", null, 401)]
    [InlineData("api/NoLevel", Host, 200)]
    [InlineData("api/Operators", Host, 401)]
    [InlineData("api/Operators", OfOther, 401)]
    [InlineData("api/Operators", System, 401)]
    [InlineData("api/Operators", Master, 200)]
    [InlineData("api/Systems", Host, 401)]
    [InlineData("api/Systems", Master, 200)]
    [InlineData(Management, null, 401)]
    [InlineData(Management, Host, 401)]
    [InlineData(Management, OfKeyed, 401)]
    [InlineData(Management, System, 200)]
    [InlineData(Management, Master, 200)]
    [InlineData("admin/host/status", null, 401)]
    [InlineData("admin/host/status", System, 401)]
    [InlineData("admin/host/status", Master, 200)]
    [InlineData("admin/host/ping", null, 200)]
    [InlineData("admin/health/live", null, 200)]
    [InlineData("admin/health/ready", null, 200)]
    public async Task Request_WithAKey_GetsWhatTheKeyOpens(string path, string? key, int expected)
    {
        using HttpRequestMessage inHeader = new(HttpMethod.Get, path);
        inHeader.Headers.Add("x-functions-key", key is null ? [] : [key]);

        using HttpResponseMessage byHeader = await app.Http.SendAsync(inHeader);
        using HttpResponseMessage byQuery = await app.Http.GetAsync(key is null ? path : $"{path}?code={key}");

        ((int)byHeader.StatusCode).Should().Be(expected);
        ((int)byQuery.StatusCode).Should().Be(expected);
        if (expected == 401)
        {
            (await byHeader.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Header_CountsBeforeTheQuery()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"api/Keyed?code={Host}");
        request.Headers.Add("x-functions-key", "wrong");

        using HttpResponseMessage response = await app.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ManagementUrls_CarryTheSystemKeyAndNeverTheMasterKey()
    {
        using HttpResponseMessage started = await app.Http.PostAsync(
            $"runtime/webhooks/durabletask/orchestrators/{nameof(EngineFunctions.Guids)}?code={Master}", null);
        string body = await started.Content.ReadAsStringAsync();
        string status = (string)JsonNode.Parse(body)!["statusQueryGetUri"]!;

        using HttpResponseMessage answer = await app.Http.GetAsync(status);

        answer.StatusCode.Should().Be(HttpStatusCode.Accepted);
        status.Should().EndWith($"&code={System}");
        body.Should().NotContain(Master);
    }

    [Fact]
    public async Task ManagementUrls_WithoutASystemKey_CarryNone()
    {
        await using TestApp bare = await StartAsync(new() { ["Keys:Master"] = Master });

        using HttpResponseMessage started = await bare.Http.PostAsync(
            $"runtime/webhooks/durabletask/orchestrators/{nameof(EngineFunctions.Guids)}?code={Master}", null);

        (await started.Content.ReadAsStringAsync()).Should().NotContain("code=").And.NotContain(Master);
    }

    [Fact]
    public async Task Loopback_WithoutKeys_IsOpen()
    {
        await using TestApp open = await StartAsync([]);

        foreach (string path in (string[])["api/Keyed", "api/Operators", Management, "admin/host/status"])
        {
            using HttpResponseMessage response = await open.Http.GetAsync(path);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task OtherAddress_WithKeys_IsServed()
    {
        await using TestApp everywhere = await StartAsync(new(AllKeys) { ["Host:Address"] = "0.0.0.0" });

        using HttpResponseMessage without = await everywhere.Http.GetAsync("api/Keyed");
        using HttpResponseMessage with = await everywhere.Http.GetAsync($"api/Keyed?code={Host}");

        without.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        with.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public async Task OtherAddress_WithoutAMasterKey_IsRefusedAndToldWhatToSet(string address)
    {
        Func<Task> act = () => StartAsync(new() { ["Host:Address"] = address, ["Keys:Host:default"] = Host });

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage($"*{address}*Host:Address*Keys__Master*Keys__Host__default*");
    }

    [Theory]
    [InlineData("Keys:Master", "short", "*Keys:Master*16*")]
    [InlineData("Keys:Host", Host, "*Keys:Host *Keys:Host:NAME*")]
    [InlineData("Keys:Other:default", Host, "*Keys:Other:default*")]
    [InlineData("Host:Address", "my-machine", "*my-machine*IP address*")]
    public async Task Setting_ThatIsNotValid_IsRefusedByName(string name, string value, string message)
    {
        Func<Task> act = () => StartAsync(new() { [name] = value });

        (await act.Should().ThrowAsync<InvalidOperationException>().WithMessage(message)).Which.Message.Should().NotContain(Host);
    }

    [Fact]
    public async Task Keys_AreNeverLogged()
    {
        var logged = new List<string>();
        Dictionary<string, string?> settings = new(AllKeys)
        {
            ["AzureFunctionsJobHost:logging:logLevel:Microsoft.AspNetCore"] = "Trace",
            ["AzureFunctionsJobHost:logging:logLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
        };
        await using TestApp logging = await StartAsync(settings, services => services.AddLogging(l => l.AddProvider(new Everything(logged)).SetMinimumLevel(LogLevel.Trace)));

        using HttpResponseMessage good = await logging.Http.GetAsync($"api/Throws?code={Host}");
        using HttpResponseMessage bad = await logging.Http.GetAsync("api/Keyed?code=a-guess-that-is-wrong");

        good.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        lock (logged)
        {
            logged.Should().NotBeEmpty();
            logged.Should().NotContain(l => AllKeys.Values.Any(k => l.Contains(k!)) || l.Contains("a-guess-that-is-wrong"));
        }
    }

    private static Task<TestApp> StartAsync(Dictionary<string, string?> settings, Action<IServiceCollection>? services = null) =>
        TestApp.StartAsync([typeof(Doors), typeof(EngineFunctions)], settings, services);

    internal sealed class Doors
    {
        [Function(nameof(Open))]
        public IActionResult Open([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new OkResult();

        [Function(nameof(Keyed))]
        public IActionResult Keyed([HttpTrigger(AuthorizationLevel.Function)] HttpRequest request) => new OkResult();

        [Function(nameof(NoLevel))]
        public IActionResult NoLevel([HttpTrigger("get")] HttpRequest request) => new OkResult();

        [Function(nameof(Operators))]
        public IActionResult Operators([HttpTrigger(AuthorizationLevel.Admin)] HttpRequest request) => new OkResult();

        [Function(nameof(Systems))]
        public IActionResult Systems([HttpTrigger(AuthorizationLevel.System)] HttpRequest request) => new OkResult();

        [Function(nameof(Throws))]
        public IActionResult Throws([HttpTrigger(AuthorizationLevel.Function)] HttpRequest request) => throw new TimeoutException("on purpose");
    }

    private sealed class Everything(List<string> logged) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (logged)
            {
                logged.Add($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
