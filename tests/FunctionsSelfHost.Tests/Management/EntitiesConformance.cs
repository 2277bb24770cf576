using System.Net;
using System.Text.Json.Nodes;
using FunctionsSelfHost.Tests.Engine;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Management;

/// <summary>Entities over HTTP.</summary>
public abstract class EntitiesConformance(string? storage) : IAsyncLifetime
{
    private readonly ManagementApi api = new(storage);

    public Task InitializeAsync() => api.InitializeAsync();

    public Task DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Signal_WithAJsonBody_RunsTheOperation()
    {
        string key = $"{ManagementApi.NewId()}/a b";
        string path = $"entities/Counter/{Uri.EscapeDataString(key)}";

        using HttpResponseMessage response = await api.SendAsync("POST", $"{path}?op=add", "5");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        ((int)await StateAsync(path)).Should().Be(5);
        (await api.Client.Entities.GetEntityAsync<int>(new EntityInstanceId("Counter", key)))!.State.Should().Be(5);
    }

    [Fact]
    public async Task Signal_WithText_GivesTheText()
    {
        string path = $"entities/{nameof(EngineFunctions.Notebook)}/{ManagementApi.NewId()}";

        (await api.CodeOfAsync("POST", $"{path}?op=Write", "{ not JSON", "text/plain")).Should().Be(HttpStatusCode.Accepted);

        ((string)(await StateAsync(path))!).Should().Be("{ not JSON");
    }

    [Fact]
    public async Task Signal_WithJsonThatIsNone_Is400()
    {
        (await api.CodeOfAsync("POST", "entities/Counter/a?op=add", "{")).Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task EmptyKey_IsWrittenAsADollar()
    {
        await api.CodeOfAsync("POST", "entities/Counter/$?op=add", "3");

        ((int)await StateAsync("entities/counter/$")).Should().Be(3);
        (await api.Client.Entities.GetEntityAsync<int>(new EntityInstanceId("Counter", "")))!.State.Should().Be(3);
    }

    [Fact]
    public async Task Get_Unknown_Is404()
    {
        (await api.CodeOfAsync("GET", $"entities/Counter/{ManagementApi.NewId()}")).Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("POST", "?op=delete")]
    public async Task Delete_RemovesTheState(string verb, string query)
    {
        string path = $"entities/Counter/{ManagementApi.NewId()}";
        await api.CodeOfAsync("POST", $"{path}?op=add", "5");
        await StateAsync(path);

        (await api.CodeOfAsync(verb, path + query)).Should().Be(HttpStatusCode.Accepted);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await api.CodeOfAsync("GET", path) != HttpStatusCode.NotFound)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    [Fact]
    public async Task List_HasTheEntitiesOfANameOrAll()
    {
        await AddAsync("Counter", "a", "b");
        await AddAsync(nameof(EngineFunctions.Notebook), "n");

        JsonArray counters = (await api.JsonOfAsync("GET", "entities/Counter?fetchState=true")).AsArray();
        JsonArray all = (await api.JsonOfAsync("GET", "entities/")).AsArray();

        counters.Select(e => ((string)e!["entityId"]!["name"]!, (string)e["entityId"]!["key"]!, (int)e["state"]!)).Should().Equal(("counter", "a", 1), ("counter", "b", 1));
        counters[0]!.AsObject().Select(m => m.Key).Should().Equal("entityId", "lastOperationTime", "state");
        DateTimeOffset.Parse((string)counters[0]!["lastOperationTime"]!).Should().BeAfter(DateTimeOffset.UnixEpoch);
        all.Select(e => (string)e!["entityId"]!["key"]!).Should().Equal("a", "b", "n");
        all.Select(e => e!["state"]).Should().AllSatisfy(s => s.Should().BeNull());
    }

    [Fact]
    public async Task List_PagesAndFiltersByTime()
    {
        await AddAsync("Counter", "a", "b", "c");
        string soon = $"{DateTime.UtcNow.AddMinutes(1):s}Z";

        using HttpResponseMessage first = await api.SendAsync("GET", "entities/Counter?top=2");
        using HttpResponseMessage second = await api.SendAsync(
            "GET", "entities/Counter?top=2", token: first.Headers.GetValues("x-ms-continuation-token").Single());
        JsonNode later = await api.JsonOfAsync("GET", $"entities/Counter?lastOperationTimeFrom={soon}");
        JsonNode earlier = await api.JsonOfAsync("GET", $"entities/Counter?lastOperationTimeTo={soon}");

        (await KeysAsync(first)).Should().Equal("a", "b");
        (await KeysAsync(second)).Should().Equal("c");
        later.AsArray().Should().BeEmpty();
        earlier.AsArray().Should().HaveCount(3);

        static async Task<IEnumerable<string>> KeysAsync(HttpResponseMessage response) =>
            (await ManagementApi.JsonOfAsync(response)).AsArray().Select(e => (string)e!["entityId"]!["key"]!);
    }

    [Theory]
    [InlineData("entities/a@b/c")]
    [InlineData("entities?lastOperationTimeFrom=now")]
    public async Task Get_WhatCannotBeRead_Is400(string path)
    {
        (await api.CodeOfAsync("GET", path)).Should().Be(HttpStatusCode.BadRequest);
    }

    private async Task AddAsync(string name, params string[] keys)
    {
        foreach (string key in keys)
        {
            await api.CodeOfAsync("POST", $"entities/{name}/{key}?op={(name == "Counter" ? "add" : "write")}", name == "Counter" ? "1" : "\"x\"");
            await StateAsync($"entities/{name}/{key}");
        }
    }

    private async Task<JsonNode> StateAsync(string path)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using HttpResponseMessage response = await api.SendAsync("GET", path);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return await ManagementApi.JsonOfAsync(response);
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
