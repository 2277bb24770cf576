using System.Diagnostics;
using System.Net;
using System.Text;
using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Tests.Engine;
using FunctionsSelfHost.Tests.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.EndToEnd.Tests;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Export_SendsSpansAndMetricsToTheReceiver()
    {
        await using TelemetryReceiver receiver = await TelemetryReceiver.StartAsync();
        await using (TestApp app = await StartAsync(receiver, new() { ["OTEL_SERVICE_NAME"] = "the-service" }))
        {
            using HttpResponseMessage response = await app.Http.PostAsync(
                $"{Management.ManagementApi.Path}/orchestrators/{nameof(EngineFunctions.Sequence)}/exported?timeout=20&pollingInterval=0.1",
                new StringContent("1", Encoding.UTF8, "application/json"));
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        receiver.Spans.Should().Contain("orchestration:Sequence").And.Contain("activity:AddOne").And.Contain("the-service").And.Contain("exported");
        receiver.Metrics.Should().Contain("durabletask.commits").And.Contain("durabletask.turn.duration").And.Contain("the-service");
    }

    [Fact]
    public async Task Export_SendsLogsWithTheirEventIdAndTrace()
    {
        await using TelemetryReceiver receiver = await TelemetryReceiver.StartAsync();
        using var caller = new Activity("caller");
        caller.SetIdFormat(ActivityIdFormat.W3C).Start();
        string id = Guid.NewGuid().ToString("N");
        await using (TestApp app = await StartAsync(receiver, new() { ["OTEL_SERVICE_NAME"] = "the-service" }))
        {
            DurableTaskClient client = app.Services.GetRequiredService<DurableTaskClient>();
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(EngineFunctions.Retries), new FailUntilInput(id, 2), new StartOrchestrationOptions(id));
            await client.WaitForInstanceCompletionAsync(id);
        }

        receiver.OtlpLogs.Should().ContainSingle(l => l.Id == 4021).Which.Should().Be(new SentLog(
            "the-service", typeof(ActivityGrain).FullName!, 4021, caller.TraceId.ToHexString(), $"The activity FailUntil (#0) of {id} failed"));
    }

    // or each request with logs would bring about the next
    [Fact]
    public async Task Sending_IsNotItselfLogged()
    {
        await using TelemetryReceiver receiver = await TelemetryReceiver.StartAsync();
        await using (TestApp app = await StartAsync(receiver, new() { ["Logging:LogLevel:System"] = "Trace" }, s => s.AddHttpClient()))
        {
            DurableTaskClient client = app.Services.GetRequiredService<DurableTaskClient>();
            string id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Sequence), 1);
            await client.WaitForInstanceCompletionAsync(id);
            using HttpClient http = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("of the app");
            using HttpResponseMessage _ = await http.GetAsync(new Uri(receiver.Url));
            await receiver.UntilAsync(() => receiver.Spans.Contains("orchestration:Sequence", StringComparison.Ordinal) && receiver.OtlpLogs.Count > 0);
        }

        receiver.OtlpLogs.Select(l => l.Category).Where(c => c.StartsWith("System.Net.Http", StringComparison.Ordinal))
            .Should().NotBeEmpty().And.OnlyContain(c => c.StartsWith("System.Net.Http.HttpClient.of the app.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endpoint_ThatIsNoAddress_IsRefusedByName()
    {
        Func<Task> act = () => TestApp.StartAsync([], new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector" });

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*OTEL_EXPORTER_OTLP_ENDPOINT*collector*http://localhost:4317*");
    }

    [Fact]
    public async Task Receiver_ThatIsAway_DoesNotDisturbTheHost()
    {
        await using TestApp app = await TestApp.StartAsync([typeof(EngineFunctions)], new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Azurite.FreePorts(1)[0]}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        DurableTaskClient client = app.Services.GetRequiredService<DurableTaskClient>();

        string id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Sequence), 1);

        (await client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>().Should().Be(6);
    }

    private static Task<TestApp> StartAsync(
        TelemetryReceiver receiver, Dictionary<string, string?> settings, Action<IServiceCollection>? services = null)
    {
        foreach ((string name, string value) in receiver.Otlp)
        {
            settings[name] = value;
        }

        return TestApp.StartAsync([typeof(EngineFunctions)], settings, services);
    }
}
