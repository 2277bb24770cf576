using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FunctionsSelfHost.Tests.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Management;

/// <summary>Instances over HTTP.</summary>
public abstract partial class InstancesConformance(string? storage) : IAsyncLifetime
{
    private readonly ManagementApi api = new(storage);

    public Task InitializeAsync() => api.InitializeAsync();

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Get_Completed_Is200WithTheStatus()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        JsonNode status = await api.JsonOfAsync("GET", $"instances/{id}");

        status.AsObject().Select(m => m.Key).Should().Equal(
            "name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime");
        ((string)status["name"]!).Should().Be(nameof(EngineFunctions.Sequence));
        ((string)status["instanceId"]!).Should().Be(id);
        ((string)status["runtimeStatus"]!).Should().Be("Completed");
        ((int)status["input"]!).Should().Be(1);
        status["customStatus"].Should().BeNull();
        ((int)status["output"]!).Should().Be(6);
        ((string)status["createdTime"]!).Should().MatchRegex(WholeSeconds());
        ((string)status["lastUpdatedTime"]!).Should().MatchRegex(WholeSeconds());
    }

    [Fact]
    public async Task Get_WithoutInput_ShowsNull()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        JsonNode status = await api.JsonOfAsync("GET", $"instances/{id}?showInput=false");

        status["input"].Should().BeNull();
        ((int)status["output"]!).Should().Be(6);
    }

    [Fact]
    public async Task Get_Running_Is202AndSaysWhereAndWhenToLookAgain()
    {
        string id = await api.RunToGateAsync();
        string url = $"{api.BaseAddress}/{ManagementApi.Path}/instances/{id}?showInput=true";

        using HttpResponseMessage response = await api.SendAsync("GET", url);

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        response.Headers.GetValues("Location").Should().Equal(url);
        response.Headers.GetValues("Retry-After").Should().Equal("5");
        ((string)(await ManagementApi.JsonOfAsync(response))["runtimeStatus"]!).Should().Be("Running");
    }

    [Fact]
    public async Task Get_Failed_Is200OrTheErrorThatWasAskedFor()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Fails));

        JsonNode status = await api.JsonOfAsync("GET", $"instances/{id}");
        HttpStatusCode asError = await api.CodeOfAsync("GET", $"instances/{id}?returnInternalServerErrorOnFailure=true");

        ((string)status["runtimeStatus"]!).Should().Be("Failed");
        ((string)status["output"]!).Should().StartWith("System.InvalidOperationException: ");
        asError.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Get_Unknown_Is404()
    {
        (await api.CodeOfAsync("GET", $"instances/{ManagementApi.NewId()}")).Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_IdsThatNeedEscapes_AreToldApart()
    {
        string root = ManagementApi.NewId();
        string slash = await api.RunAsync(nameof(EngineFunctions.Sequence), 1, $"{root}/a?b#c d");
        string literal = await api.RunAsync(nameof(EngineFunctions.Sequence), 2, $"{root}%2Fa?b#c d");

        JsonNode first = await api.JsonOfAsync("GET", $"instances/{Uri.EscapeDataString(slash)}");
        JsonNode second = await api.JsonOfAsync("GET", $"instances/{Uri.EscapeDataString(literal)}");

        ((string)first["instanceId"]!).Should().Be(slash);
        ((string)second["instanceId"]!).Should().Be(literal);
    }

    [Fact]
    public async Task Get_WithHistory_FoldsWhatWasScheduledIntoItsCompletion()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Parent));

        JsonArray events = (await api.JsonOfAsync("GET", $"instances/{id}?showHistory=true&showHistoryOutput=true"))["historyEvents"]!.AsArray();

        events.Select(e => (string)e!["EventType"]!).Should().Equal(
            "ExecutionStarted", "SubOrchestrationInstanceCompleted", "SubOrchestrationInstanceFailed", "ExecutionCompleted");
        events[0]!.AsObject().Select(m => m.Key).Should().Equal("EventType", "Timestamp", "FunctionName", "Input");
        ((string)events[0]!["FunctionName"]!).Should().Be(nameof(EngineFunctions.Parent));
        events[1]!.AsObject().Select(m => m.Key).Should().Equal("EventType", "Timestamp", "ScheduledTime", "FunctionName", "Input", "Result");
        ((int)events[1]!["Input"]!).Should().Be(10);
        ((int)events[1]!["Result"]!).Should().Be(15);
        events[2]!.AsObject().Select(m => m.Key).Should().Equal("EventType", "Timestamp", "ScheduledTime", "FunctionName", "Input", "Reason", "FailureDetails");
        ((string)events[3]!["OrchestrationStatus"]!).Should().Be("Completed");
        DateTime.Parse((string)events[3]!["Timestamp"]!, null, System.Globalization.DateTimeStyles.RoundtripKind).Kind.Should().Be(DateTimeKind.Utc);
    }

    [Fact]
    public async Task Get_WithHistoryButNotItsValues_LeavesThemOut()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        JsonArray events = (await api.JsonOfAsync("GET", $"instances/{id}?showHistory=true&showInput=false"))["historyEvents"]!.AsArray();

        events.Select(e => (string)e!["EventType"]!).Should().Equal(["ExecutionStarted", .. Enumerable.Repeat("TaskCompleted", 5), "ExecutionCompleted"]);
        events.SelectMany(e => e!.AsObject().Select(m => m.Key)).Should().NotContain(["Input", "Result", "EventId", "TaskScheduledId", "IsPlayed"]);
    }

    [Fact]
    public async Task Get_WithHistory_ShowsWhatIsOpenAsItself()
    {
        string id = await api.RunToGateAsync();

        JsonNode status = await api.JsonOfAsync("GET", $"instances/{id}?showHistory=true", HttpStatusCode.Accepted);

        JsonNode open = status["historyEvents"]!.AsArray().Last()!;
        open.AsObject().Select(m => m.Key).Should().Equal("EventType", "Timestamp", "Name", "Input");
        ((string)open["EventType"]!).Should().Be("TaskScheduled");
        ((string)open["Name"]!).Should().Be(nameof(EngineFunctions.Gated));
    }

    [Fact]
    public async Task Get_Pending_HasNoHistory()
    {
        string id = await api.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions(StartAt: DateTimeOffset.UtcNow.AddDays(1)));

        JsonNode status = await api.JsonOfAsync("GET", $"instances/{id}?showHistory=true", HttpStatusCode.Accepted);

        ((string)status["runtimeStatus"]!).Should().Be("Pending");
        status.AsObject().ContainsKey("historyEvents").Should().BeTrue();
        status["historyEvents"].Should().BeNull();
    }

    [Fact]
    public async Task List_PagesThroughInstancesById()
    {
        string prefix = ManagementApi.NewId();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => api.RunAsync(nameof(EngineFunctions.Sequence), i, $"{prefix}-{i}")));
        var seen = new List<string>();
        string? token = null;

        do
        {
            using HttpResponseMessage response = await api.SendAsync("GET", $"instances?instanceIdPrefix={prefix}&top=2", token: token);
            JsonArray page = (await ManagementApi.JsonOfAsync(response)).AsArray();
            page.Count.Should().BeLessThanOrEqualTo(2);
            seen.AddRange(page.Select(i => (string)i!["instanceId"]!));
            token = response.Headers.TryGetValues("x-ms-continuation-token", out IEnumerable<string>? tokens) ? tokens.Single() : null;
        }
        while (token is not null);

        seen.Should().Equal(Enumerable.Range(0, 5).Select(i => $"{prefix}-{i}"));
    }

    [Fact]
    public async Task List_FiltersByStateAndTimeAndHidesInputs()
    {
        string prefix = ManagementApi.NewId();
        string ended = await api.RunAsync(nameof(EngineFunctions.Sequence), 1, $"{prefix}-a");
        string failed = await api.RunAsync(nameof(EngineFunctions.Fails), 2, $"{prefix}-b");
        string running = await api.RunToGateAsync($"{prefix}-c");
        DateTimeOffset now = DateTimeOffset.UtcNow.AddMinutes(1);

        (await IdsAsync("runtimeStatus=Completed,Failed")).Should().Equal(ended, failed);
        (await IdsAsync("runtimeStatus=Running&runtimeStatus=Failed")).Should().Equal(failed, running);
        (await IdsAsync($"createdTimeFrom={now:s}Z")).Should().BeEmpty();
        (await IdsAsync($"createdTimeFrom={now.AddHours(-1):s}Z&createdTimeTo={now:s}Z")).Should().Equal(ended, failed, running);
        JsonNode hidden = await api.JsonOfAsync("GET", $"instances?instanceIdPrefix={prefix}&showInput=false");
        hidden.AsArray().Select(i => i!["input"]).Should().AllSatisfy(i => i.Should().BeNull());

        async Task<IEnumerable<string>> IdsAsync(string filter) =>
            (await api.JsonOfAsync("GET", $"instances?instanceIdPrefix={prefix}&{filter}")).AsArray().Select(i => (string)i!["instanceId"]!);
    }

    [Fact]
    public async Task List_OfAll_HasEntitiesToo()
    {
        await api.RunAsync(nameof(EngineFunctions.CallsCounter), "listed");

        JsonNode all = await api.JsonOfAsync("GET", "instances");

        all.AsArray().Select(i => (string)i!["instanceId"]!).Should().Contain("@counter@listed");
    }

    [Theory]
    [InlineData("instances?top=none", "top")]
    [InlineData("instances?top=0", "top")]
    [InlineData("instances?createdTimeFrom=yesterday", "createdTimeFrom")]
    [InlineData("instances?runtimeStatus=completed", "runtimeStatus")]
    [InlineData("instances?showInput=maybe", "showInput")]
    public async Task List_ParameterThatCannotBeRead_Is400AndNamed(string path, string name)
    {
        JsonNode error = await api.JsonOfAsync("GET", path, HttpStatusCode.BadRequest);

        ((string)error["ExceptionMessage"]!).Should().Contain(name);
    }

    [Theory]
    [InlineData("no base64!")]
    [InlineData("bm9uc2Vuc2U=")]
    public async Task List_TokenThatIsNotOurs_Is400(string token)
    {
        using HttpResponseMessage response = await api.SendAsync("GET", "instances", token: token);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Purge_One_DeletesItOnce()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        JsonNode purged = await api.JsonOfAsync("DELETE", $"instances/{id}");

        ((int)purged["instancesDeleted"]!).Should().Be(1);
        (await api.CodeOfAsync("GET", $"instances/{id}")).Should().Be(HttpStatusCode.NotFound);
        (await api.CodeOfAsync("DELETE", $"instances/{id}")).Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Purge_Running_Is412AndLeavesIt()
    {
        string id = await api.RunToGateAsync();

        (await api.CodeOfAsync("DELETE", $"instances/{id}")).Should().Be(HttpStatusCode.PreconditionFailed);

        (await api.CodeOfAsync("GET", $"instances/{id}")).Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Purge_Entity_DeletesIt()
    {
        await api.RunAsync(nameof(EngineFunctions.CallsCounter), "purged");

        JsonNode purged = await api.JsonOfAsync("DELETE", "instances/@counter@purged");

        ((int)purged["instancesDeleted"]!).Should().Be(1);
        (await api.Client.Entities.GetEntityAsync(new EntityInstanceId("counter", "purged"))).Should().BeNull();
    }

    [Fact]
    public async Task Purge_ByFilter_DeletesWhatHasEndedOnly()
    {
        string ended = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);
        string failed = await api.RunAsync(nameof(EngineFunctions.Fails));
        string running = await api.RunToGateAsync();
        string hourAgo = $"{DateTime.UtcNow.AddHours(-1):s}Z";

        JsonNode first = await api.JsonOfAsync("DELETE", $"instances?createdTimeFrom={hourAgo}&runtimeStatus=Failed");
        JsonNode rest = await api.JsonOfAsync("DELETE", $"instances?createdTimeFrom={hourAgo}");
        JsonNode none = await api.JsonOfAsync("DELETE", $"instances?createdTimeFrom={hourAgo}&runtimeStatus=Running", HttpStatusCode.NotFound);

        ((int)first["instancesDeleted"]!).Should().Be(1);
        ((int)rest["instancesDeleted"]!).Should().Be(1);
        ((int)none["instancesDeleted"]!).Should().Be(0);
        (await api.CodeOfAsync("GET", $"instances/{failed}")).Should().Be(HttpStatusCode.NotFound);
        (await api.CodeOfAsync("GET", $"instances/{ended}")).Should().Be(HttpStatusCode.NotFound);
        (await api.CodeOfAsync("GET", $"instances/{running}")).Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Purge_ByFilterWithoutABeginning_Is400()
    {
        JsonNode error = await api.JsonOfAsync("DELETE", "instances?runtimeStatus=Completed", HttpStatusCode.BadRequest);

        ((string)error["ExceptionMessage"]!).Should().Contain("createdTimeFrom");
    }

    [Fact]
    public async Task Terminate_EndsTheInstanceWithTheReason()
    {
        string id = await api.RunToGateAsync();

        using HttpResponseMessage response = await api.SendAsync("POST", $"instances/{id}/terminate?reason=too%20late");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        (await api.EndOfAsync(id)).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
        ((string)(await api.JsonOfAsync("GET", $"instances/{id}"))["output"]!).Should().Be("too late");
    }

    [Fact]
    public async Task SuspendAndResume_HoldAndLetGo()
    {
        string id = await api.RunToGateAsync();

        (await api.CodeOfAsync("POST", $"instances/{id}/suspend?reason=lunch")).Should().Be(HttpStatusCode.Accepted);
        JsonNode held = await StatusWhenAsync(id, "Suspended");
        (await api.CodeOfAsync("POST", $"instances/{id}/resume")).Should().Be(HttpStatusCode.Accepted);
        await StatusWhenAsync(id, "Running");

        ((string)held["output"]!).Should().Be("lunch");
    }

    [Fact]
    public async Task RaiseEvent_GivesTheBodyToTheInstance()
    {
        string id = await api.RunToGateAsync();
        Gate.Open($"{id}:before");

        (await api.CodeOfAsync("POST", $"instances/{id}/raiseEvent/name", "\"one\"")).Should().Be(HttpStatusCode.Accepted);
        (await api.CodeOfAsync("POST", $"instances/{id}/raiseEvent/NAME", "\"two\"")).Should().Be(HttpStatusCode.Accepted);

        (await api.EndOfAsync(id)).ReadOutputAs<string>().Should().Be("one, two");
    }

    [Theory]
    [InlineData("text", "text/plain")]
    [InlineData("{", "application/json")]
    public async Task RaiseEvent_BodyThatIsNoJson_Is400(string body, string type)
    {
        string id = await api.RunToGateAsync();

        (await api.CodeOfAsync("POST", $"instances/{id}/raiseEvent/name", body, type)).Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("raiseEvent/x")]
    public async Task Command_ToNobodyOrToWhatHasEnded_Is404Or410(string command)
    {
        string ended = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        (await api.CodeOfAsync("POST", $"instances/{ManagementApi.NewId()}/{command}", "1")).Should().Be(HttpStatusCode.NotFound);
        (await api.CodeOfAsync("POST", $"instances/{ended}/{command}", "1")).Should().Be(HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("terminate")]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("restart")]
    [InlineData("raiseEvent/x")]
    public async Task Command_ToAnEntity_Is400AndChangesNothing(string command)
    {
        string key = ManagementApi.NewId();
        await api.RunAsync(nameof(EngineFunctions.CallsCounter), key);

        (await api.CodeOfAsync("POST", $"instances/@counter@{key}/{command}", "1")).Should().Be(HttpStatusCode.BadRequest);

        (await api.Client.Entities.GetEntityAsync<int>(new EntityInstanceId("counter", key)))!.State.Should().Be(7);
    }

    [Fact]
    public async Task Rewind_LetsAFailedInstanceGoOn_AndItsHistoryShowsIt()
    {
        string failed = await api.RunAsync(nameof(RewindFunctions.FailsByItself));

        (await api.CodeOfAsync("POST", $"instances/{failed}/rewind?reason=mended")).Should().Be(HttpStatusCode.Accepted);

        await api.EndOfAsync(failed);
        JsonArray history = (await api.JsonOfAsync("GET", $"instances/{failed}?showHistory=true"))["historyEvents"]!.AsArray();
        history.Select(e => (string)e!["EventType"]!).Should().Equal("ExecutionStarted", "TaskCompleted", "ExecutionRewound", "ExecutionCompleted");
        ((string)history[2]!["Reason"]!).Should().Be("mended");
    }

    [Fact]
    public async Task Rewind_OfWhatHasNotFailed_Is412_AndOfNobody404()
    {
        string ended = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        (await api.CodeOfAsync("POST", $"instances/{ended}/rewind")).Should().Be(HttpStatusCode.PreconditionFailed);
        (await api.CodeOfAsync("POST", $"instances/{ManagementApi.NewId()}/rewind")).Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Restart_RunsItAgainUnderANewIdOrTheSame()
    {
        string id = await api.RunAsync(nameof(EngineFunctions.Sequence), 1);

        string another = (string)(await api.JsonOfAsync("POST", $"instances/{id}/restart", HttpStatusCode.Accepted))["id"]!;
        JsonNode result = await api.JsonOfAsync("POST", $"instances/{id}/restart?restartWithNewInstanceId=false&timeout=20&pollingInterval=0.1");

        another.Should().NotBe(id);
        (await api.EndOfAsync(another)).ReadOutputAs<int>().Should().Be(6);
        ((int)result).Should().Be(6);
    }

    [Fact]
    public async Task Restart_OfNobodyOrOfWhatRuns_IsRefused()
    {
        string running = await api.RunToGateAsync();

        (await api.CodeOfAsync("POST", $"instances/{ManagementApi.NewId()}/restart")).Should().Be(HttpStatusCode.BadRequest);
        (await api.CodeOfAsync("POST", $"instances/{running}/restart?restartWithNewInstanceId=false")).Should().Be(HttpStatusCode.Conflict);
    }

    private async Task<JsonNode> StatusWhenAsync(string id, string expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using HttpResponseMessage response = await api.SendAsync("GET", $"instances/{id}");
            JsonNode status = await ManagementApi.JsonOfAsync(response);
            if ((string)status["runtimeStatus"]! == expected)
            {
                return status;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    private static partial Regex WholeSeconds();
}
