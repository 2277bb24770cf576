using System.Net;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FunctionsSelfHost.Tests.Functions;

/// <summary>Middleware before functions of every kind.</summary>
public sealed class MiddlewareTests : IAsyncLifetime
{
    private readonly Passed passed = new();
    private TestApp app = null!;

    public async Task InitializeAsync() => app = await TestApp.StartAsync(
        [typeof(Sample)],
        new()
        {
            ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "",
        },
        services =>
        {
            services.AddSingleton(passed);
            var pipeline = new FunctionPipeline(services);
            pipeline.UseMiddleware<Outer>().UseWhen<Gate>(context => context.GetHttpContext() is not null);
            services.AddSingleton(pipeline);
        });

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Middleware_StandsBeforeFunctionsOfEveryKindInTheOrderInWhichItWasAdded()
    {
        using HttpResponseMessage answer = await app.Http.GetAsync(new Uri("run", UriKind.Relative));

        (await answer.Content.ReadAsStringAsync()).Should().Be("done");
        passed.Names.Distinct().Should().Equal("outer Http", "gate Http", "outer Orchestrator", "outer Activity");
    }

    [Fact]
    public async Task Middleware_ThatAnswersItself_KeepsTheFunctionFromRunning()
    {
        using HttpResponseMessage answer = await app.Http.GetAsync(new Uri("run?stop=1", UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        (await answer.Content.ReadAsStringAsync()).Should().Be("later");
        passed.Names.Should().Equal("outer Http", "gate Http");
    }

    [Fact]
    public async Task Middleware_ThatFails_FailsTheFunction()
    {
        using HttpResponseMessage answer = await app.Http.GetAsync(new Uri("run?fail=1", UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    internal sealed class Passed
    {
        private readonly List<string> names = [];

        public IReadOnlyList<string> Names
        {
            get
            {
                lock (names)
                {
                    return [.. names];
                }
            }
        }

        public void Add(string name)
        {
            lock (names)
            {
                names.Add(name);
            }
        }
    }

    internal sealed class Outer(Passed passed) : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            passed.Add($"outer {context.FunctionDefinition.Name}");
            return next(context);
        }
    }

    internal sealed class Gate(Passed passed) : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            passed.Add($"gate {context.FunctionDefinition.Name}");
            HttpContext http = context.GetHttpContext()!;
            if (http.Request.Query.ContainsKey("fail"))
            {
                throw new InvalidOperationException("The gate is stuck.");
            }

            if (!http.Request.Query.ContainsKey("stop"))
            {
                return next(context);
            }

            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return http.Response.WriteAsync("later");
        }
    }

    internal static class Sample
    {
        [Function(nameof(Http))]
        public static async Task<IActionResult> Http(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "run")] HttpRequest request, [DurableClient] DurableTaskClient client)
        {
            string id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Orchestrator), request.HttpContext.RequestAborted);
            OrchestrationMetadata end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted);
            return new ContentResult { Content = end.ReadOutputAs<string>() };
        }

        [Function(nameof(Orchestrator))]
        public static Task<string> Orchestrator([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>(nameof(Activity), "done");

        [Function(nameof(Activity))]
        public static string Activity([ActivityTrigger] string input) => input;
    }
}
