using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>The hub as others read it: with a bare table client, by the names of DurableTask.AzureStorage.</summary>
public sealed class TaskHubLayoutTests(AzuriteEngine engine) : EngineTests(engine.Host), IClassFixture<AzuriteEngine>
{
    private readonly TableClient instances = new(engine.ConnectionString, engine.Host.Hub + "Instances");
    private readonly TableClient history = new(engine.ConnectionString, engine.Host.Hub + "History");
    private readonly BlobContainerClient large = new(engine.ConnectionString, engine.Host.Hub.ToLowerInvariant() + "-largemessages");

    [Fact]
    public async Task InstanceRow_OfACompletedOrchestration_HasTheOfficialColumns()
    {
        string id = NewId();
        await Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions(id) { Tags = new Dictionary<string, string> { ["a"] = "b" } });
        await EndOfAsync(id);

        TableEntity row = await InstanceRowAsync(id);

        Types(row).Should().BeEquivalentTo(new Dictionary<string, Type>
        {
            ["Name"] = typeof(string),
            ["Version"] = typeof(string),
            ["RuntimeStatus"] = typeof(string),
            ["CreatedTime"] = typeof(DateTimeOffset),
            ["LastUpdatedTime"] = typeof(DateTimeOffset),
            ["CompletedTime"] = typeof(DateTimeOffset),
            ["Input"] = typeof(string),
            ["Output"] = typeof(string),
            ["CustomStatus"] = typeof(string),
            ["ExecutionId"] = typeof(string),
            ["TaskHubName"] = typeof(string),
            ["Generation"] = typeof(int),
            ["Tags"] = typeof(string),
            ["HasPendingWork"] = typeof(bool),
        });
        row.RowKey.Should().BeEmpty();
        row["Name"].Should().Be("Sequence");
        row["Version"].Should().Be("");
        row["RuntimeStatus"].Should().Be("Completed");
        row["Input"].Should().Be("1");
        row["Output"].Should().Be("6");
        row["CustomStatus"].Should().Be("null");
        row["Tags"].Should().Be("{\"a\":\"b\"}");
        row["TaskHubName"].Should().Be(Host.Hub);
        Guid.TryParseExact((string)row["ExecutionId"], "N", out _).Should().BeTrue();
    }

    [Fact]
    public async Task InstanceRow_OfADelayedStart_HasItsTime()
    {
        string id = NewId();
        DateTimeOffset due = new(2090, 1, 2, 3, 4, 5, TimeSpan.Zero);

        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions(id, due));

        TableEntity row = await InstanceRowAsync(id);
        row["RuntimeStatus"].Should().Be("Pending");
        row.GetDateTimeOffset("ScheduledStartTime").Should().Be(due);
        row.Should().NotContainKey("CompletedTime").And.NotContainKey("Output");
    }

    [Theory]
    [InlineData("a^b/c\\d#e?f", "a^^b^0c^1d^2e^3f")]
    [InlineData("tab\there", "tab^\u00C9here")]
    public async Task Keys_AreEscapedAsOthersExpect(string id, string key)
    {
        await RunAsync(nameof(EngineFunctions.Sequence), 1, id);

        (await instances.GetEntityIfExistsAsync<TableEntity>(key, "")).HasValue.Should().BeTrue();
        (await history.GetEntityIfExistsAsync<TableEntity>(key, "sentinel")).HasValue.Should().BeTrue();
        (await Client.GetInstanceAsync(id))!.InstanceId.Should().Be(id);
    }

    [Fact]
    public async Task History_OfAllKindsOfEvents_HasTheOfficialColumns()
    {
        string id = NewId();
        await RunAsync(nameof(ReplayFunctions.ActsInTurn), null, id);
        string failing = NewId();
        await RunAsync(nameof(FailureFunctions.LetsFailureEscape), null, failing);
        string parent = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 1);
        await WhenAsync($"{parent}/c", m => m.IsRunning);
        await Client.SuspendInstanceAsync($"{parent}/c", "why");
        await Client.ResumeInstanceAsync($"{parent}/c", "go on");
        await Client.RaiseEventAsync($"{parent}/c", "other", "x");
        await Client.TerminateInstanceAsync($"{parent}/c", "enough");
        await EndOfAsync(parent);

        TableEntity[] rows = [.. await HistoryRowsAsync(id), .. await HistoryRowsAsync(failing), .. await HistoryRowsAsync(parent), .. await HistoryRowsAsync($"{parent}^0c")];

        rows.Select(r => r.GetString("EventType")).Distinct().Should().BeEquivalentTo(
            "OrchestratorStarted", "ExecutionStarted", "TaskScheduled", "TimerCreated", "EventSent", "SubOrchestrationInstanceCreated", "OrchestratorCompleted",
            "TaskCompleted", "TimerFired", "SubOrchestrationInstanceCompleted", "ExecutionCompleted", "TaskFailed", "SubOrchestrationInstanceFailed",
            "ExecutionSuspended", "ExecutionResumed", "EventRaised", "ExecutionTerminated");
        foreach (TableEntity row in rows)
        {
            ShouldBeOfficial(row);
        }
    }

    [Fact]
    public async Task History_RowsAreNumberedAndGuardedByASentinel()
    {
        string id = NewId();
        await RunAsync(nameof(EngineFunctions.FanOut), 250, id);

        TableEntity[] rows = await HistoryRowsAsync(id);
        TableEntity sentinel = await history.GetEntityAsync<TableEntity>(id, "sentinel");

        rows.Select(r => r.RowKey).Should().Equal(Enumerable.Range(0, rows.Length).Select(i => i.ToString("X16", System.Globalization.CultureInfo.InvariantCulture)));
        rows.Select(r => r["ExecutionId"]).Should().AllBeEquivalentTo(sentinel["ExecutionId"]);
        sentinel["IsCheckpointComplete"].Should().Be(true);
        sentinel["CheckpointCompletedTimestamp"].Should().BeOfType<DateTimeOffset>();
        (await InstanceRowAsync(id))["ExecutionId"].Should().Be(sentinel["ExecutionId"]);
    }

    [Fact]
    public async Task Failure_IsWrittenWithItsDetails()
    {
        string id = NewId();
        await RunAsync(nameof(FailureFunctions.LetsFailureEscape), null, id);

        TableEntity[] rows = await HistoryRowsAsync(id);

        TableEntity failed = rows.Single(r => r.GetString("EventType") == "TaskFailed");
        JsonElement details = JsonDocument.Parse(failed.GetString("FailureDetails")).RootElement;
        details.EnumerateObject().Select(p => p.Name).Should().BeEquivalentTo(
            "ErrorType", "ErrorMessage", "StackTrace", "InnerFailure", "IsNonRetriable", "Properties");
        details.GetProperty("InnerFailure").GetProperty("ErrorType").GetString().Should().Be("System.TimeoutException");
        TableEntity ended = rows.Single(r => r.GetString("EventType") == "ExecutionCompleted");
        ended["OrchestrationStatus"].Should().Be("Failed");
        (await InstanceRowAsync(id)).GetString("Output").Should().StartWith("Microsoft.DurableTask.TaskFailedException: ");
    }

    [Fact]
    public async Task LargeValues_AreInBlobsThatTheRowsName()
    {
        string text = new('x', 100_000);
        string id = NewId();
        await RunAsync(nameof(EngineFunctions.EchoesLarge), text, id);

        TableEntity row = await InstanceRowAsync(id);
        TableEntity completed = (await HistoryRowsAsync(id)).Single(r => r.GetString("EventType") == "TaskCompleted");

        string url = row.GetString("Input");
        url.Should().StartWith(large.Uri.AbsoluteUri);
        (await ReadAsync(Uri.UnescapeDataString(url[(large.Uri.AbsoluteUri.Length + 1)..]))).Should().Be($"\"{text}\"");
        completed["Result"].Should().Be("");
        completed.GetString("ResultBlobName").Should().MatchRegex($"^{id}/history-{completed.RowKey}-TaskCompleted-[0-9a-f]{{8}}-Result\\.json\\.gz$");
        (await ReadAsync(completed.GetString("ResultBlobName"))).Should().Be($"\"{text}\"");
    }

    [Fact]
    public async Task Purge_OfAnIdThatAnotherBeginsWith_LeavesTheOthersBlobs()
    {
        string text = new('x', 100_000);
        string id = NewId();
        await Task.WhenAll(RunAsync(nameof(EngineFunctions.EchoesLarge), text, id), RunAsync(nameof(EngineFunctions.EchoesLarge), text, id + "2"));

        await Client.PurgeInstanceAsync(id);

        (await BlobsAsync(id + "/")).Should().BeEmpty();
        (await BlobsAsync(id + "2/")).Should().NotBeEmpty();
        (await HistoryRowsAsync(id)).Should().BeEmpty();
        (await EndOfAsync(id + "2")).ReadOutputAs<string>().Should().Be(text);
    }

    [Fact]
    public async Task Purge_ThatWasCutShort_IsEndedByTheNextOne()
    {
        string id = NewId();
        await RunAsync(nameof(EngineFunctions.Sequence), 1, id);
        await Host.RestartAsync();
        await history.DeleteEntityAsync(id, "sentinel");

        PurgeResult purged = await Client.PurgeInstanceAsync(id);

        purged.PurgedInstanceCount.Should().Be(1);
        (await HistoryRowsAsync(id)).Should().BeEmpty();
        (await Client.GetInstanceAsync(id)).Should().BeNull();
    }

    [Fact]
    public async Task EntityRow_ShowsStateAndExistenceInTheOfficialMembers()
    {
        var id = new EntityInstanceId(nameof(EngineFunctions.Counter), NewId());
        await Client.Entities.SignalEntityAsync(id, "Add", 3);
        await WhenEntityAsync(id, e => e is not null);

        TableEntity row = await InstanceRowAsync(id.ToString());

        row["Name"].Should().Be(id.ToString());
        row["RuntimeStatus"].Should().Be("Running");
        row["CustomStatus"].Should().Be("{\"entityExists\":true}");
        JsonDocument.Parse(row.GetString("Input")).RootElement.GetProperty("state").GetString().Should().Be("3");
        TableEntity[] rows = await HistoryRowsAsync(id.ToString());
        rows.Select(r => r.GetString("EventType")).Should().Equal("OrchestratorStarted", "ExecutionStarted", "OrchestratorCompleted");
        rows[1]["Input"].Should().Be(row["Input"]);
    }

    [Fact]
    public async Task EntityRequest_OfAnOrchestration_HasTheOfficialMembers()
    {
        string id = NewId();
        await RunAsync(nameof(EngineFunctions.CallsCounter), NewId(), id);

        TableEntity[] sent = [.. (await HistoryRowsAsync(id)).Where(r => r.GetString("EventType") == "EventSent")];

        sent.Select(r => r["Name"]).Should().AllBeEquivalentTo("op");
        JsonElement request = JsonDocument.Parse(sent[1].GetString("Input")).RootElement;
        request.GetProperty("op").GetString().Should().Be("Add");
        request.GetProperty("input").GetString().Should().Be("2");
        request.GetProperty("parent").GetString().Should().Be(id);
        request.GetProperty("signal").GetBoolean().Should().BeFalse();
        string requestId = request.GetProperty("id").GetString()!;
        (await HistoryRowsAsync(id)).Should().Contain(r => r.GetString("EventType") == "EventRaised" && r.GetString("Name") == requestId);
    }

    [Fact]
    public async Task Row_WithoutNewerColumns_IsStillRead()
    {
        await instances.AddEntityAsync(new TableEntity($"old-{Host.Hub}", "")
        {
            ["Name"] = "Old",
            ["RuntimeStatus"] = "Completed",
            ["CreatedTime"] = DateTimeOffset.UnixEpoch,
            ["LastUpdatedTime"] = DateTimeOffset.UnixEpoch,
            ["ExecutionId"] = "x",
            ["TaskHubName"] = Host.Hub,
        });

        OrchestrationMetadata found = (await Client.GetInstanceAsync($"old-{Host.Hub}", true))!;

        found.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        found.SerializedCustomStatus.Should().BeNull();
    }

    private static Dictionary<string, Type> Types(TableEntity row) =>
        row.Where(c => c.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")).ToDictionary(c => c.Key, c => c.Value.GetType());

    private static void ShouldBeOfficial(TableEntity row)
    {
        string type = row.GetString("EventType");
        Dictionary<string, Type> types = Types(row);
        (string Column, Type Type)[] expected =
        [
            ("EventId", typeof(int)), ("EventType", typeof(string)), ("_Timestamp", typeof(DateTimeOffset)), ("IsPlayed", typeof(bool)), ("ExecutionId", typeof(string)),
            .. OfficialColumns(type),
        ];
        foreach ((string column, Type columnType) in expected)
        {
            types.Should().ContainKey(column, type).WhoseValue.Should().Be(columnType, $"{type}.{column}");
        }

        bool isAction = type is "TaskScheduled" or "TimerCreated" or "EventSent" or "SubOrchestrationInstanceCreated" or "ExecutionCompleted";
        (row.GetInt32("EventId") >= 0).Should().Be(isAction, type);
    }

    private static IEnumerable<(string Column, Type Type)> OfficialColumns(string type) => type switch
    {
        "ExecutionStarted" => Texts("Name", "Version", "OrchestrationInstance", "ParentInstance", "Tags").Append(("Generation", typeof(int))),
        "ExecutionCompleted" => Texts("OrchestrationStatus", "Result", "FailureDetails"),
        "ExecutionTerminated" => Texts("Input"),
        "ExecutionSuspended" or "ExecutionResumed" => Texts("Reason"),
        "TaskScheduled" => Texts("Name", "Version"),
        "TaskCompleted" or "SubOrchestrationInstanceCompleted" => Texts("Result").Append(("TaskScheduledId", typeof(int))),
        "TaskFailed" or "SubOrchestrationInstanceFailed" => Texts("Reason", "FailureDetails").Append(("TaskScheduledId", typeof(int))),
        "SubOrchestrationInstanceCreated" => Texts("Name", "Version", "InstanceId"),
        "TimerCreated" => [("FireAt", typeof(DateTimeOffset))],
        "TimerFired" => [("FireAt", typeof(DateTimeOffset)), ("TimerId", typeof(int))],
        "EventSent" => Texts("InstanceId", "Name", "Input"),
        "EventRaised" => Texts("Name", "Input"),
        _ => [],
    };

    private static IEnumerable<(string Column, Type Type)> Texts(params string[] columns) => columns.Select(c => (c, typeof(string)));

    private async Task<TableEntity> InstanceRowAsync(string id) => await instances.GetEntityAsync<TableEntity>(KeyEscaping.Escape(id), "");

    private async Task<TableEntity[]> HistoryRowsAsync(string key)
    {
        var rows = new List<TableEntity>();
        await foreach (TableEntity row in history.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey ne 'sentinel'")))
        {
            rows.Add(row);
        }

        return [.. rows];
    }

    private async Task<string[]> BlobsAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (BlobItem blob in large.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, CancellationToken.None))
        {
            names.Add(blob.Name);
        }

        return [.. names];
    }

    private async Task<string> ReadAsync(string blob)
    {
        await using Stream stream = await large.GetBlobClient(blob).OpenReadAsync();
        await using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync();
    }
}
