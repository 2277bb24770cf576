using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task Status_TellsTheHostUnderTheOfficialNames()
    {
        await using TestApp app = await TestApp.StartAsync([]);

        JsonNode status = JsonNode.Parse(await app.Http.GetStringAsync("admin/host/status"))!;

        status.AsObject().Select(m => m.Key).Should().Equal(
            "id", "state", "version", "versionDetails", "platformVersion", "instanceId", "computerName", "processUptime");
        ((string)status["state"]!).Should().Be("Running");
        ((long)status["processUptime"]!).Should().BePositive();
    }

    [Fact]
    public async Task Ready_WhenTheStorageIsDown_Is503WhileTheHostLives()
    {
        var storage = new Azurite();
        await storage.InitializeAsync();
        await using TestApp app = await TestApp.StartAsync([], new()
        {
            ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = "AzureStorage",
            ["AzureWebJobsStorage"] = storage.ConnectionString,
        });
        using HttpResponseMessage before = await app.Http.GetAsync("admin/health/ready");
        await storage.DisposeAsync();

        using HttpResponseMessage ready = await app.Http.GetAsync("admin/health/ready");
        using HttpResponseMessage live = await app.Http.GetAsync("admin/health/live");

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        live.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stop_EndsReadinessWhileRequestsStillRun()
    {
        var calls = new Calls();
        await using TestApp app = await TestApp.StartAsync([typeof(Asks)], services: services => services.AddSingleton(calls));
        Task<HttpResponseMessage> request = app.Http.GetAsync("api/Asks");
        TaskCompletionSource<string> answer = await calls.NextAsync<TaskCompletionSource<string>>();

        Task stop = app.StopAsync();
        string state = await answer.Task.WaitAsync(TestApp.Patience);
        await stop;
        (await request).Dispose();

        state.Should().Be("Stopping");
    }

    internal sealed class Asks(Calls calls, FunctionsSelfHost.Http.HostStatus status)
    {
        [Function(nameof(Asks))]
        public async Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, CancellationToken cancellationToken)
        {
            _ = request;
            var answer = new TaskCompletionSource<string>();
            var stopping = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = cancellationToken.Register(stopping.SetResult);
            calls.Add(answer);
            await stopping.Task;
            answer.SetResult((string)status.Now().GetType().GetProperty("State")!.GetValue(status.Now())!);
            return new OkResult();
        }
    }
}
