using System.Text.Json.Nodes;
using FunctionsSelfHost.Tests.Engine;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Management;

public sealed class ManagementUrlsTests(Azurite azurite) : IClassFixture<Azurite>
{
    [Theory]
    [InlineData("true", "https://studio.example:8443/")]
    [InlineData("false", "http://127.0.0.1:")]
    public async Task ForwardedHost_IsUsedWhenTheSettingSaysSo(string setting, string expected)
    {
        var host = new EngineHost(null, typeof(EngineFunctions))
        {
            Settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost:extensions:durableTask:httpSettings:useForwardedHost"] = setting },
        };
        await host.InitializeAsync();

        JsonNode urls = await StartAsync(host, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "studio.example:8443, inner"));

        ((string)urls["statusQueryGetUri"]!).Should().StartWith(expected);
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("connectionName")]
    [InlineData("connectionStringName")]
    public async Task Connection_OfTheHub_IsTheOneOfHostJson(string setting)
    {
        var host = new EngineHost("UseDevelopmentStorage=true", typeof(EngineFunctions))
        {
            Settings = new Dictionary<string, string?>
            {
                [$"AzureFunctionsJobHost:extensions:durableTask:storageProvider:{setting}"] = "HubStorage",
                ["HubStorage"] = azurite.ConnectionString,
            },
        };
        await host.InitializeAsync();

        JsonNode urls = await StartAsync(host);

        ((string)urls["statusQueryGetUri"]!).Should().Contain("&connection=HubStorage");
        (await new Azure.Data.Tables.TableServiceClient(azurite.ConnectionString).QueryAsync(t => t.Name == host.Hub + "Instances").ToArrayAsync())
            .Should().ContainSingle();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Stop_EndsAWaitWithTheUrls()
    {
        var host = new EngineHost(null, typeof(EngineFunctions));
        await host.InitializeAsync();
        string id = ManagementApi.NewId();
        using var http = new HttpClient();
        Task<HttpResponseMessage> request = http.PostAsync(
            $"{host.BaseAddress}/{ManagementApi.Path}/orchestrators/{nameof(EngineFunctions.Resumable)}/{id}?timeout=3600&pollingInterval=1800", null);
        await Gate.ReachedAsync($"{id}:gate");

        await host.DisposeAsync();

        using HttpResponseMessage response = await request;
        response.StatusCode.Should().Be(System.Net.HttpStatusCode.Accepted);
    }

    private static async Task<JsonNode> StartAsync(EngineHost host, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"{host.BaseAddress}/{ManagementApi.Path}/orchestrators/{nameof(EngineFunctions.Guids)}");
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
