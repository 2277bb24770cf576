using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Tests.Hosting;

#pragma warning disable CA1822, IDE0060 // functions are public instance methods and need not use their trigger
public sealed class HttpFunctionsTests : IAsyncLifetime
{
    private readonly Calls calls = new();
    private TestApp app = null!;

    public async Task InitializeAsync() => app = await TestApp.StartAsync(
        [typeof(Routes), typeof(Answers), typeof(Values), typeof(Lifetimes)],
        new()
        {
            ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "",
            ["AzureWebJobs.Answers_Disabled.Disabled"] = "true",
        },
        services => services.AddSingleton(calls).AddScoped<Scoped>());

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Theory]
    [InlineData("GET", "things/7", "Routes_A_Thing")]
    [InlineData("GET", "things/special", "Routes_A_Thing")]
    [InlineData("GET", "THINGS/special", "Routes_A_Thing")]
    [InlineData("POST", "things/special", "Routes_B_Special")]
    [InlineData("PATCH", "Routes_Any", "Routes_Any")]
    [InlineData("GET", "things/7/parts", "ZZ_Rest")]
    [InlineData("GET", "", "ZZ_Rest")]
    public async Task Request_GoesToTheFirstFunctionByNameWhoseRouteAndVerbMatch(string verb, string path, string expected)
    {
        using HttpResponseMessage response = await SendAsync(verb, path);

        (await response.Content.ReadAsStringAsync()).Should().Be(expected);
    }

    [Theory]
    [InlineData("DELETE", "things/7")]
    [InlineData("POST", "nowhere")]
    [InlineData("GET", "Answers_Disabled")]
    [InlineData("HEAD", "things/7")]
    [InlineData("OPTIONS", "things/7")]
    [InlineData("GET", "things/none")]
    [InlineData("GET", "things/7/minor/x")]
    public async Task Request_ThatNoFunctionTakes_Is404WithoutABody(string verb, string path)
    {
        await using TestApp bare = await TestApp.StartAsync([typeof(Verbs)], new() { ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "" });
        using HttpRequestMessage request = new(new HttpMethod(verb), path);

        using HttpResponseMessage response = await bare.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET", "counted/7", "Constraints_Number")]
    [InlineData("HEAD", "counted/7", "")]
    [InlineData("OPTIONS", "counted/7", "Constraints_Number")]
    [InlineData("GET", "counted/seven", "Constraints_Text")]
    [InlineData("GET", "counted/6f9619ff-8b86-d011-b42d-00cf4fc964ff/deep", "Constraints_Guid")]
    [InlineData("GET", "counted", "Constraints_Number")]
    public async Task Route_IsChosenByItsConstraintsAndOptionalParts(string verb, string path, string expected)
    {
        await using TestApp constrained = await TestApp.StartAsync([typeof(Constraints)], new() { ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "" });

        using HttpResponseMessage response = await constrained.Http.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be(expected);
    }

    [Theory]
    [InlineData("AzureWebJobs.Things.Disabled", "1", HttpStatusCode.NotFound)]
    [InlineData("AzureWebJobs.Things.Disabled", "True", HttpStatusCode.NotFound)]
    [InlineData("AzureWebJobs_Things_Disabled", "true", HttpStatusCode.NotFound)]
    [InlineData("AzureWebJobs.Things.Disabled", "no", HttpStatusCode.OK)]
    public async Task Setting_Disabled_TakesAFunctionAway(string name, string value, HttpStatusCode expected)
    {
        await using TestApp app = await TestApp.StartAsync([typeof(Verbs)], new() { [name] = value });

        using HttpResponseMessage response = await app.Http.GetAsync("api/things/1");

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task RoutePrefix_IsApiUnlessHostJsonSaysOtherwise()
    {
        await using TestApp bare = await TestApp.StartAsync([typeof(Verbs)]);

        using HttpResponseMessage response = await bare.Http.GetAsync("api/things/1");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ActionResult_IsExecutedAndWritesCamelCase()
    {
        using HttpResponseMessage response = await SendAsync("GET", nameof(Answers.Action));

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"someText":"x"}""");
    }

    [Fact]
    public async Task Result_IsExecuted()
    {
        using HttpResponseMessage response = await SendAsync("GET", nameof(Answers.Result));

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"someText":"x"}""");
    }

    [Fact]
    public async Task FileResult_WithARange_GivesThatPart()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, nameof(Answers.File));
        request.Headers.Range = new(2, 4);

        using HttpResponseMessage response = await app.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        (await response.Content.ReadAsStringAsync()).Should().Be("234");
    }

    [Theory]
    [InlineData(nameof(Answers.Poco))]
    [InlineData(nameof(Answers.Nothing))]
    public async Task AnythingElse_Is200WithoutABody(string path)
    {
        using HttpResponseMessage response = await SendAsync("GET", path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(nameof(Answers.Fails))]
    [InlineData(nameof(Answers.FailsAfterAHeader))]
    public async Task Exception_Is500WithoutABodyOrWhatWasPrepared(string path)
    {
        using HttpResponseMessage response = await SendAsync("GET", path);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        response.Headers.Contains("x-prepared").Should().BeFalse();
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("values/7/6f9619ff-8b86-d011-b42d-00cf4fc964ff/Friday/a%20b", "7 6f9619ff-8b86-d011-b42d-00cf4fc964ff Friday a b")]
    [InlineData("values/7/6f9619ff-8b86-d011-b42d-00cf4fc964ff/5", "7 6f9619ff-8b86-d011-b42d-00cf4fc964ff Friday -")]
    public async Task RouteValues_AreBoundByNameAndConverted(string path, string expected)
    {
        using HttpResponseMessage response = await SendAsync("GET", path);

        (await response.Content.ReadAsStringAsync()).Should().Be(expected);
    }

    [Fact]
    public async Task RouteValue_ThatIsAbsent_IsNullOrTheDefault()
    {
        using HttpResponseMessage response = await SendAsync("GET", "optional");

        (await response.Content.ReadAsStringAsync()).Should().Be("null 9");
    }

    [Fact]
    public async Task RouteValue_ThatCannotBeConverted_Is500()
    {
        using HttpResponseMessage response = await SendAsync("GET", "values/seven/x/y");

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Context_HasTheRequestAndTheRoute()
    {
        using HttpResponseMessage response = await SendAsync("GET", "context/abc");

        (await response.Content.ReadAsStringAsync()).Should().Be("/context/abc abc Values_Context");
    }

    [Fact]
    public async Task Body_IsReadByTheFunction()
    {
        using StringContent content = new("你好", Encoding.UTF8);

        using HttpResponseMessage response = await app.Http.PostAsync("echo", content);

        (await response.Content.ReadAsStringAsync()).Should().Be("你好");
    }

    [Fact]
    public async Task Services_AreScopedToTheRequest()
    {
        using HttpResponseMessage first = await SendAsync("GET", "scope");
        using HttpResponseMessage second = await SendAsync("GET", "scope");

        var one = await calls.NextAsync<Scoped>();
        var two = await calls.NextAsync<Scoped>();
        one.Should().NotBeSameAs(two);
        one.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Disconnect_EndsTheRequestButNotTheFunctionsToken()
    {
        using var client = new CancellationTokenSource();
        Task request = app.Http.GetAsync("held", client.Token);
        var held = await calls.NextAsync<Held>();

        await client.CancelAsync();
        await held.Aborted.Task.WaitAsync(TestApp.Patience);

        held.FunctionToken.IsCancellationRequested.Should().BeFalse();
        held.Release.SetResult();
        await request.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Stop_CancelsTheFunctionsToken()
    {
        Task request = app.Http.GetAsync("held");
        var held = await calls.NextAsync<Held>();
        var cancelled = new TaskCompletionSource();
        using CancellationTokenRegistration registration = held.FunctionToken.Register(cancelled.SetResult);

        Task stop = app.StopAsync();

        await cancelled.Task.WaitAsync(TestApp.Patience);
        held.Release.SetResult();
        await stop;
        await request.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Ping_IsAnsweredBeforeAnyFunction()
    {
        using HttpResponseMessage response = await SendAsync("GET", "admin/host/ping");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Status_SaysThatTheHostRuns()
    {
        using HttpResponseMessage response = await SendAsync("GET", "admin/host/status");

        (await response.Content.ReadAsStringAsync()).Should().Contain("\"state\":\"Running\"");
    }

    [Theory]
    [InlineData("admin/elsewhere")]
    [InlineData("runtime/webhooks/elsewhere")]
    public async Task HostsOwnPaths_AreNoFunctions(string path)
    {
        using HttpResponseMessage response = await SendAsync("GET", path);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> SendAsync(string verb, string path) =>
        app.Http.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path));

    internal sealed class Verbs
    {
        [Function("Things")]
        public IActionResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}")] HttpRequest request) => new OkResult();
    }

    internal sealed class Constraints
    {
        [Function("Constraints_Guid")]
        public IActionResult Guid([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "counted/{id:guid}/deep")] HttpRequest request) => Text("Constraints_Guid");

        [Function("Constraints_Number")]
        public IActionResult Number([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "options", Route = "counted/{id:int?}")] HttpRequest request) =>
            Text("Constraints_Number");

        [Function("Constraints_Text")]
        public IActionResult Others([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "counted/{id:alpha:minlength(2)}")] HttpRequest request) =>
            Text("Constraints_Text");
    }

    internal sealed class Routes
    {
        [Function("ZZ_Rest")]
        public IActionResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request) => Text("ZZ_Rest");

        [Function("Routes_B_Special")]
        public IActionResult Special([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "things/special")] HttpRequest request) =>
            Text("Routes_B_Special");

        [Function("Routes_A_Thing")]
        public IActionResult Thing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id}")] HttpRequest request) =>
            Text("Routes_A_Thing");

        [Function("Routes_Any")]
        public IActionResult Any([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Text("Routes_Any");
    }

    internal sealed class Answers
    {
        private static readonly object Body = new { SomeText = "x" };

        [Function(nameof(Action))]
        public IActionResult Action([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => new AcceptedResult((string?)null, Body);

        [Function(nameof(Result))]
        public IResult Result([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Json(Body, statusCode: 201);

        [Function(nameof(File))]
        public async Task<IActionResult> File([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request)
        {
            await Task.Yield();
            return new FileStreamResult(new MemoryStream("0123456789"u8.ToArray()), "text/plain") { EnableRangeProcessing = true };
        }

        [Function(nameof(Poco))]
        public object Poco([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Body;

        [Function(nameof(Nothing))]
        public Task Nothing([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Task.CompletedTask;

        [Function(nameof(Fails))]
        public IActionResult Fails([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => throw new TimeoutException("on purpose");

        [Function(nameof(FailsAfterAHeader))]
        public async Task<IActionResult> FailsAfterAHeader([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request)
        {
            request.HttpContext.Response.Headers["x-prepared"] = "yes";
            await Task.Yield();
            throw new TimeoutException("on purpose");
        }

        [Function("Answers_Disabled")]
        public IActionResult Disabled([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) => new OkResult();
    }

    internal sealed class Values
    {
        [Function("Values_Converted")]
        public IActionResult Converted(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "values/{number}/{id}/{day}/{text?}")] HttpRequest request,
            int number,
            Guid id,
            DayOfWeek? day,
            string? text) => Text($"{number} {id} {day} {text ?? "-"}");

        [Function("Values_Optional")]
        public IActionResult Optional(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "optional/{id?}/{number?}")] HttpRequest request, Guid? id, int number = 9) =>
            Text($"{id?.ToString() ?? "null"} {number}");

        [Function("Values_Context")]
        public IActionResult Context(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "context/{id}")] HttpRequest request, FunctionContext context) =>
            Text($"{context.GetHttpContext()!.Request.Path} {context.BindingContext.BindingData["id"]} {context.FunctionDefinition.Name}");

        [Function("Values_Echo")]
        public async Task<IActionResult> Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "echo")] HttpRequest request)
        {
            using StreamReader reader = new(request.Body);
            return Text(await reader.ReadToEndAsync());
        }
    }

    internal sealed class Lifetimes(Calls calls, Scoped scoped)
    {
        [Function("Lifetimes_Scope")]
        public IActionResult Scope([HttpTrigger(AuthorizationLevel.Anonymous, Route = "scope")] HttpRequest request)
        {
            calls.Add(scoped);
            return new OkResult();
        }

        [Function("Lifetimes_Held")]
        public async Task<IActionResult> HoldAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "held")] HttpRequest request, CancellationToken cancellationToken)
        {
            var held = new Held(new TaskCompletionSource(), new TaskCompletionSource(), cancellationToken);
            using CancellationTokenRegistration registration = request.HttpContext.RequestAborted.Register(() => held.Aborted.TrySetResult());
            calls.Add(held);
            await held.Release.Task;
            return new OkResult();
        }
    }

    internal sealed record Held(TaskCompletionSource Aborted, TaskCompletionSource Release, CancellationToken FunctionToken);

    internal sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private static ContentResult Text(string text) => new() { Content = text };
}
