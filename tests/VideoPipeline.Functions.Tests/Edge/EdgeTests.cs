using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Nodes;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Dashboard;
using VideoPipeline.Functions.Edge;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Edge;

/// <summary>What the app takes from whom, over real HTTP on the self-host.</summary>
public sealed class EdgeTests
{
    private const string Elsewhere = "203.0.113.7";

    [Fact]
    public async Task Rate_OfOneClient_IsLimitedAndOthersAreNot()
    {
        await using EdgeHost host = await EdgeHost.StartAsync(("Http:Proxies", "1"), ("Http:Burst", "2"), ("Http:RequestsPerMinute", "1"));

        HttpResponseMessage[] answers = [await host.GetAsync(Elsewhere), await host.GetAsync(Elsewhere), await host.GetAsync(Elsewhere)];
        HttpResponseMessage spoofed = await host.GetAsync($"198.51.100.9, {Elsewhere}");
        HttpResponseMessage other = await host.GetAsync("203.0.113.8");
        HttpResponseMessage health = await host.GetAsync(Elsewhere, "health");

        answers.Select(a => a.StatusCode).Should().Equal(HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests);
        answers[2].Headers.RetryAfter!.Delta.Should().BePositive();
        answers[2].Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        spoofed.StatusCode.Should().Be(HttpStatusCode.TooManyRequests, "what a client writes itself stands further left");
        other.StatusCode.Should().Be(HttpStatusCode.NotFound);
        health.StatusCode.Should().NotBe(HttpStatusCode.TooManyRequests, "probes are not counted");
    }

    [Fact]
    public async Task Rate_OfThisMachine_IsNotLimited()
    {
        await using EdgeHost host = await EdgeHost.StartAsync(("Http:Burst", "1"), ("Http:RequestsPerMinute", "1"));

        HttpResponseMessage[] answers = [await host.GetAsync(Elsewhere), await host.GetAsync(Elsewhere)];

        answers.Should().OnlyContain(a => a.StatusCode == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_Is413AndSaysTheLimit()
    {
        await using EdgeHost host = await EdgeHost.StartAsync(("Http:MaxBodyBytes", "65536"));

        HttpResponseMessage large = await host.Http.PostAsync(new Uri("api/any", UriKind.Relative), new ByteArrayContent(new byte[65537]));
        HttpResponseMessage fits = await host.Http.PostAsync(new Uri("api/any", UriKind.Relative), new ByteArrayContent(new byte[65536]));

        large.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        JsonNode.Parse(await large.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>().Should().Contain("65536");
        fits.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(null, "https://studio.example", false)]
    [InlineData("https://studio.example, http://localhost:3000", "https://studio.example", true)]
    [InlineData("https://studio.example, http://localhost:3000", "http://localhost:3000", true)]
    [InlineData("https://studio.example", "https://evil.example", false)]
    public async Task Origin_MayCallOnlyWhenItIsNamed(string? origins, string origin, bool may)
    {
        await using EdgeHost host = await EdgeHost.StartAsync(("Http:CorsOrigins", origins));

        using var preflight = new HttpRequestMessage(HttpMethod.Options, "api/any");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-functions-key");
        HttpResponseMessage answer = await host.Http.SendAsync(preflight);

        answer.Headers.Contains("Access-Control-Allow-Origin").Should().Be(may);
        answer.Headers.Contains("Access-Control-Allow-Credentials").Should().BeFalse();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://studio.example,http://localhost:3000", true)]
    [InlineData("*", false)]
    [InlineData("studio.example", false)]
    [InlineData("https://studio.example/path", false)]
    [InlineData("ftp://studio.example", false)]
    public void Origins_AreCheckedAtTheStart(string? origins, bool isValid)
    {
        var options = new HttpOptions { CorsOrigins = origins };

        Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true).Should().Be(isValid);
    }

    [Theory]
    [InlineData("198.51.100.1", "", 0, "198.51.100.1")]
    [InlineData("127.0.0.1", "203.0.113.7", 0, null)]
    [InlineData("::ffff:198.51.100.1", "", 0, "198.51.100.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "", 0, "20010db800010002")]
    [InlineData("127.0.0.1", "1.1.1.1, 203.0.113.7:4711", 1, "203.0.113.7")]
    [InlineData("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.1", 2, "203.0.113.7")]
    [InlineData("10.0.0.1", "", 1, "10.0.0.1")]
    public void Client_IsTheOneThatTheOutermostProxySaw(string remote, string forwarded, int proxies, string? client)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        http.Request.Headers["X-Forwarded-For"] = forwarded;

        ClientAddress.Of(http, proxies).Should().Be(client);
    }

    private sealed class EdgeHost : IAsyncDisposable
    {
        private readonly WebApplication app;

        private EdgeHost(WebApplication app, int port)
        {
            this.app = app;
            Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        }

        public HttpClient Http { get; }

        public static async Task<EdgeHost> StartAsync(params (string Name, string? Value)[] settings)
        {
            int port = Azurite.FreePorts(1)[0];
            WebApplicationBuilder builder = AppHosting.CreateBuilder([]);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Host:LocalHttpPort"] = $"{port}",
                ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = "Memory",
            });
            builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => s.Value));
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            var pipeline = new FunctionPipeline(builder.Services);
            pipeline.UseEdge(builder.Configuration);
            builder.Services.AddSingleton(pipeline);
            builder.Services.AddSingleton(new DashboardFiles("no-such-folder"));
            WebApplication app = AppHosting.Build(builder, new HostSettings(builder.Configuration), new FunctionCatalog([typeof(DashboardFunctions)]));
            await app.StartAsync();
            return new EdgeHost(app, port);
        }

        public async Task<HttpResponseMessage> GetAsync(string forwardedFor, string path = "api/any")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
            return await Http.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
