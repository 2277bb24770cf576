using System.Net;
using System.Text.Json.Nodes;
using FunctionsSelfHost.Tests.Engine;

namespace FunctionsSelfHost.Tests.Management;

/// <summary>Starts over HTTP.</summary>
public abstract class OrchestratorsConformance(string? storage) : IAsyncLifetime
{
    private readonly ManagementApi api = new(storage);

    public Task InitializeAsync() => api.InitializeAsync();

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Start_AnswersWithTheUrlsOfTheInstance()
    {
        string id = $"{ManagementApi.NewId()} a+b";

        using HttpResponseMessage response = await api.SendAsync("POST", $"orchestrators/{nameof(EngineFunctions.Sequence)}/{Uri.EscapeDataString(id)}", "7");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        JsonNode body = await ManagementApi.JsonOfAsync(response);
        string url = $"{api.BaseAddress}/{ManagementApi.Path}/instances/{Uri.EscapeDataString(id)}";
        string query = $"taskHub={api.Hub}&connection=AzureWebJobsStorage";
        body.AsObject().Select(m => (m.Key, (string?)m.Value)).Should().Equal(
            ("id", id),
            ("statusQueryGetUri", $"{url}?{query}"),
            ("sendEventPostUri", $"{url}/raiseEvent/{{eventName}}?{query}"),
            ("terminatePostUri", $"{url}/terminate?reason={{text}}&{query}"),
            ("purgeHistoryDeleteUri", $"{url}?{query}"),
            ("restartPostUri", $"{url}/restart?{query}"),
            ("suspendPostUri", $"{url}/suspend?reason={{text}}&{query}"),
            ("resumePostUri", $"{url}/resume?reason={{text}}&{query}"));
        response.Headers.GetValues("Location").Should().Equal($"{url}?{query}");
        response.Headers.GetValues("Retry-After").Should().Equal("10");
        (await api.EndOfAsync(id)).ReadOutputAs<int>().Should().Be(12);
        (await api.CodeOfAsync("GET", (string)body["statusQueryGetUri"]!)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Start_WithoutAnIdOrABody_MakesAnIdAndGivesNoInput()
    {
        JsonNode body = await api.JsonOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.Guids).ToLowerInvariant()}", HttpStatusCode.Accepted);

        string id = (string)body["id"]!;
        Guid.TryParseExact(id, "N", out _).Should().BeTrue();
        (await api.Client.GetInstanceAsync(id, true))!.SerializedInput.Should().BeNull();
    }

    [Theory]
    [InlineData("{\"a\":", "JSON")]
    [InlineData("text", "JSON")]
    public async Task Start_BodyThatIsNoJson_Is400(string body, string reason)
    {
        JsonNode error = await api.JsonOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.Sequence)}", HttpStatusCode.BadRequest, body);

        ((string)error["Message"]!).Should().Be("One or more of the arguments submitted is incorrect");
        ((string)error["ExceptionMessage"]!).Should().Contain(reason);
    }

    [Theory]
    [InlineData("Nobody")]
    [InlineData(nameof(EngineFunctions.AddOne))]
    public async Task Start_NotAnOrchestrator_Is400AndNamesTheOrchestrators(string name)
    {
        JsonNode error = await api.JsonOfAsync("POST", $"orchestrators/{name}", HttpStatusCode.BadRequest, "1");

        ((string)error["Message"]!).Should().Contain($"'{name}' doesn't exist").And.Contain($"'{nameof(EngineFunctions.Sequence)}'");
    }

    [Theory]
    [InlineData("@counter@a")]
    [InlineData("a%2Fb")]
    [InlineData("a%5Cb")]
    [InlineData("a%3Fb")]
    [InlineData("a%23b")]
    [InlineData("a%0Ab")]
    public async Task Start_IdThatIsNotValid_Is400(string id)
    {
        (await api.CodeOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.Sequence)}/{id}", "1")).Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Start_IdOfARunningInstance_Is409AndChangesNothing()
    {
        string id = await api.RunToGateAsync();

        HttpStatusCode code = await api.CodeOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.Sequence)}/{id}", "1");

        code.Should().Be(HttpStatusCode.Conflict);
        (await api.Client.GetInstanceAsync(id))!.Name.Should().Be(nameof(EngineFunctions.WaitsForEvent));
    }

    [Fact]
    public async Task Start_IdOfAFinishedInstance_StartsItAnew()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        JsonNode result = await api.JsonOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.Sequence)}/{id}?timeout=20&pollingInterval=0.1", body: "100");

        ((int)result).Should().Be(105);
    }

    [Fact]
    public async Task Start_ThatWaits_GivesTheStatusOfAFailure()
    {
        string query = "timeout=20&pollingInterval=0.1";

        JsonNode status = await api.JsonOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.CallsUnknown)}?{query}");
        HttpStatusCode asError = await api.CodeOfAsync(
            "POST", $"orchestrators/{nameof(EngineFunctions.CallsUnknown)}?{query}&returnInternalServerErrorOnFailure=true");

        ((string)status["runtimeStatus"]!).Should().Be("Failed");
        asError.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Start_ThatWaitsTooShort_GivesTheUrls()
    {
        JsonNode body = await api.JsonOfAsync(
            "POST", $"orchestrators/{nameof(EngineFunctions.Guids)}?timeout=0.2&pollingInterval=0.1", HttpStatusCode.Accepted);

        ((string)body["statusQueryGetUri"]!).Should().Contain((string)body["id"]!);
    }

    [Theory]
    [InlineData("timeout=never")]
    [InlineData("timeout=-1")]
    [InlineData("timeout=1&pollingInterval=2")]
    [InlineData("pollingInterval=1")]
    [InlineData("timeout=5&returnInternalServerErrorOnFailure=maybe")]
    public async Task Start_WaitThatMakesNoSense_Is400AndStartsNothing(string query)
    {
        string id = ManagementApi.NewId();

        (await api.CodeOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.Sequence)}/{id}?{query}", "1")).Should().Be(HttpStatusCode.BadRequest);

        (await api.Client.GetInstanceAsync(id)).Should().BeNull();
    }

    [Fact]
    public async Task Start_WithAVersion_GivesItToTheOrchestration()
    {
        JsonNode version = await api.JsonOfAsync("POST", $"orchestrators/{nameof(EngineFunctions.TellsVersion)}?version=2.1&timeout=20&pollingInterval=0.1");

        ((string)version!).Should().Be("2.1");
    }

    [Theory]
    [InlineData("GET", "orchestrators/Sequence")]
    [InlineData("PUT", "instances/x")]
    [InlineData("POST", "instances/x/explode")]
    [InlineData("GET", "instances/x/terminate")]
    [InlineData("POST", "instances/makeprimary")]
    [InlineData("GET", "elsewhere")]
    public async Task Request_ThatTheApiDoesNotHave_Is404(string verb, string path)
    {
        (await api.CodeOfAsync(verb, path)).Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("taskHub=Other", "task hub Other")]
    [InlineData("connection=Other", "connection Other")]
    public async Task Request_AboutAnotherHub_Is400AndNamesThisOne(string query, string message)
    {
        JsonNode error = await api.JsonOfAsync("GET", $"instances?{query}", HttpStatusCode.BadRequest);

        ((string)error["ExceptionMessage"]!).Should().Contain(message);
        (await api.CodeOfAsync("GET", $"instances?taskHub={api.Hub.ToUpperInvariant()}&connection=Storage")).Should().Be(HttpStatusCode.OK);
    }
}
