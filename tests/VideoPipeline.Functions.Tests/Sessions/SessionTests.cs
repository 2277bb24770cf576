using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Sessions;
using VideoPipeline.Functions.Tests.Api;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Sessions;

/// <summary>Sessions of browsers, over two processes on one storage.</summary>
public sealed class SessionTests : IClassFixture<Azurite>, IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly PipelineInput run = Requests.Input();
    private readonly FakeDurableTaskClient client = new();
    private readonly List<ServiceProvider> processes = [];
    private readonly string prefix = $"s{Guid.NewGuid():N}"[..12];
    private readonly Azurite azurite;
    private readonly TestStorage storage;

    public SessionTests(Azurite azurite)
    {
        this.azurite = azurite;
        storage = new TestStorage(azurite);
    }

    public async Task InitializeAsync()
    {
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(run.RequestedAt), default);
        client.Put(run, OrchestrationRuntimeStatus.Running);
        await storage.Artifacts.AddAsync(ArtifactKind.Story, run.Key, ArtifactNames.Story, BinaryData.FromString("once"), default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        processes.ForEach(p => p.Dispose());
        client.DisposeAsync().AsTask().Wait();
    }

    [Fact]
    public async Task File_OfARun_OpensWithTheCookieAlone_InEveryProcess()
    {
        string cookie = await OpenAsync(Process());

        HttpAnswer answer = await FileAsync(Process(), cookie);

        answer.Status.Should().Be(200);
        answer.Text.Should().Be("once");
    }

    [Theory]
    [InlineData("")]
    [InlineData("vp_session=")]
    [InlineData("vp_session=4102444800")]
    [InlineData("vp_session=CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task File_WithoutACookieOfOurs_Is401(string cookie)
    {
        SessionFunctions process = Process();
        await OpenAsync(process);

        (await FileAsync(process, cookie)).Status.Should().Be(401);
    }

    [Fact]
    public async Task File_WhenTheSessionHasRunOut_Is401()
    {
        SessionFunctions process = Process();
        string cookie = await OpenAsync(process);

        time.Advance(TimeSpan.FromHours(8));

        (await FileAsync(process, cookie)).Status.Should().Be(401);
        (await StateAsync(process, cookie))["authenticated"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public async Task Cookie_IsOutOfReachOfScriptsAndOtherSites()
    {
        SessionFunctions process = Process();

        HttpAnswer overHttp = await HttpAnswer.OfAsync(HttpAnswer.Request("", "POST"), r => Task.FromResult(process.OpenSession(r)));
        HttpRequest secure = HttpAnswer.Request("", "POST");
        secure.Scheme = "https";
        HttpAnswer overHttps = await HttpAnswer.OfAsync(secure, r => Task.FromResult(process.OpenSession(r)));
        HttpAnswer overAProxy = await HttpAnswer.OfAsync(
            HttpAnswer.Request("", "POST", ("X-Forwarded-Proto", "https")), r => Task.FromResult(process.OpenSession(r)));

        overHttp.Headers.SetCookie.ToString().Should().Contain("httponly").And.Contain("samesite=strict").And.Contain("path=/api/session").And.NotContain("secure");
        overHttps.Headers.SetCookie.ToString().Should().Contain("; secure");
        overAProxy.Headers.SetCookie.ToString().Should().Contain("; secure");
    }

    [Fact]
    public async Task Host_WithoutKeys_NeedsNoSession()
    {
        SessionFunctions process = Process(keys: []);

        (await FileAsync(process, "")).Status.Should().Be(200);
        (await StateAsync(process, ""))["keyless"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task Host_OnAzure_AsksForKeysWhateverItsSettings()
    {
        SessionFunctions process = Process(("WEBSITE_SITE_NAME", "videos"));

        (await StateAsync(process, ""))["keyless"]!.GetValue<bool>().Should().BeFalse();
        (await FileAsync(process, "")).Status.Should().Be(401);
    }

    private SessionFunctions Process() => Process(("Keys:Host:dashboard", "a key of some length"));

    private SessionFunctions Process(params (string Name, string? Value)[] keys)
    {
        ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new BlobServiceClient(azurite.ConnectionString))
            .AddSingleton(Options.Create(new ArtifactStoreOptions { Prefix = prefix }))
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(keys.ToDictionary(k => k.Name, k => k.Value)).Build())
            .AddSessions()
            .BuildServiceProvider();
        processes.Add(services);
        return new SessionFunctions(
            services.GetRequiredService<SessionCookie>(),
            services.GetRequiredService<KeyRequirement>(),
            new PipelineFinder(storage.Records),
            new ArtifactAnswer(storage.RunArtifacts));
    }

    private static async Task<string> OpenAsync(SessionFunctions process)
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(HttpAnswer.Request("", "POST"), r => Task.FromResult(process.OpenSession(r)));
        return answer.Headers.SetCookie.ToString().Split(';')[0];
    }

    private static async Task<JsonNode> StateAsync(SessionFunctions process, string cookie) =>
        (await HttpAnswer.OfAsync(HttpAnswer.Request("", "GET", ("Cookie", cookie)), r => Task.FromResult(process.GetSession(r)))).Json;

    private Task<HttpAnswer> FileAsync(SessionFunctions process, string cookie)
    {
        HttpRequest request = HttpAnswer.Request("", "GET", ("Cookie", cookie));
        return HttpAnswer.OfAsync(request, r => process.GetSessionArtifact(
            r, run.Request.Pipeline.Value, run.RunId.ToString(), ArtifactNames.Story, client, default));
    }
}
