using System.Collections.Concurrent;
using System.Net;
using System.Text;
using FunctionsSelfHost.Tests.Engine;
using FunctionsSelfHost.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    [Fact]
    public async Task Export_SendsSpansAndMetricsToTheReceiver()
    {
        int port = Azurite.FreePorts(1)[0];
        var received = new ConcurrentDictionary<string, string>();
        await using WebApplication receiver = await ReceiverAsync(port, received);
        await using (TestApp app = await TestApp.StartAsync([typeof(EngineFunctions)], new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "the-service",
        }))
        {
            using HttpResponseMessage response = await app.Http.PostAsync(
                $"{Management.ManagementApi.Path}/orchestrators/{nameof(EngineFunctions.Sequence)}/exported?timeout=20&pollingInterval=0.1",
                new StringContent("1", Encoding.UTF8, "application/json"));
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        received["/v1/traces"].Should().Contain("orchestration:Sequence").And.Contain("activity:AddOne").And.Contain("the-service").And.Contain("exported");
        received["/v1/metrics"].Should().Contain("durabletask.commits").And.Contain("durabletask.turn.duration").And.Contain("the-service");
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

    // protobuf has texts as they are, so they can be looked for
    private static async Task<WebApplication> ReceiverAsync(int port, ConcurrentDictionary<string, string> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        WebApplication receiver = builder.Build();
        receiver.MapPost("{**path}", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.Latin1);
            string body = await reader.ReadToEndAsync();
            received.AddOrUpdate(request.Path, body, (_, before) => before + body);
        });
        await receiver.StartAsync();
        return receiver;
    }
}
