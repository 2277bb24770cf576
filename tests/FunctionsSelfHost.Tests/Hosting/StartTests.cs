using System.Net;
using System.Net.Sockets;
using FunctionsSelfHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class StartTests
{
    [Fact]
    public async Task Endpoints_OfOtherSettings_AreNotListenedOn()
    {
        await using TestApp app = await StartAsync(new()
        {
            ["Kestrel:Endpoints:Open:Url"] = "http://0.0.0.0:0",
            ["urls"] = "http://0.0.0.0:0",
        });

        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

        addresses.Should().ContainSingle().Which.Should().StartWith("http://127.0.0.1:");
    }

    [Fact]
    public async Task Port_InUse_IsSaidInASentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Func<Task> act = () => StartAsync(new() { ["Host:LocalHttpPort"] = $"{port}" });

        await act.Should().ThrowAsync<IOException>().WithMessage($"Port {port} *--port*");
    }

    [Theory]
    [InlineData("AzureFunctionsJobHost:extensions:queues:batchSize", "33", "*batchSize*33*")]
    [InlineData("AzureFunctionsJobHost:extensions:queues:batchSize", "many", "*batchSize*")]
    [InlineData("AzureFunctionsJobHost:extensions:queues:maxDequeueCount", "0", "*maxDequeueCount*0*")]
    [InlineData("AzureFunctionsJobHost:extensions:queues:messageEncoding", "utf7", "*messageEncoding*utf7*")]
    [InlineData("AzureFunctionsJobHost:logging:logLevel:default", "Loud", "*logLevel*default*Loud*")]
    [InlineData("AzureFunctionsJobHost:extensions:durableTask:hubName", "1-hub", "*1-hub*")]
    [InlineData("Host:LocalHttpPort", "70000", "*70000*")]
    [InlineData("AzureWebJobsStorage", "", "*AzureWebJobsStorage*")]
    [InlineData("SCHEDULE", "every day", "*every day*Timed*")]
    [InlineData("SCHEDULE", null, "*SCHEDULE*")]
    [InlineData("WEBSITE_TIME_ZONE", "Middle/Earth", "*WEBSITE_TIME_ZONE*Middle/Earth*")]
    [InlineData("Orleans:Clustering", "Zookeeper", "*Orleans:Clustering*Zookeeper*None*Redis*")]
    [InlineData("Orleans:Clustering", "Redis", "*Orleans:Redis*connection string*")]
    public async Task Setting_ThatIsNotValid_FailsTheStartAndIsNamed(string name, string? value, string message)
    {
        Dictionary<string, string?> settings = new()
        {
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["SCHEDULE"] = "0 0 0 1 1 *",
            [name] = value,
        };

        Func<Task> act = () => TestApp.StartAsync([typeof(Triggered)], settings);

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    [Theory]
    [InlineData("Orleans:Redis", "localhost:6379,nonsense=1", "*Orleans:Redis*connection string*")]
    [InlineData("Orleans:SiloPort", "70000", "*Orleans:SiloPort*70000*")]
    [InlineData("Orleans:AdvertisedAddress", "my-machine", "*Orleans:AdvertisedAddress*my-machine*IP address*")]
    [InlineData("Orleans:AdvertisedAddress", "192.0.2.1", "*Orleans:AdvertisedAddress*192.0.2.1*")]
    [InlineData("AzureFunctionsJobHost:extensions:durableTask:storageProvider:type", "Memory", "*memory*Orleans:Clustering*")]
    public async Task ClusterSetting_ThatIsNotValid_FailsTheStartAndIsNamed(string name, string value, string message)
    {
        Func<Task> act = () => StartClusteredAsync(new() { [name] = value });

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public async Task Redis_ThatIsDown_FailsTheStartInASentence()
    {
        string nowhere = $"127.0.0.1:{Azurite.FreePorts(1)[0]}";

        Func<Task> act = () => StartClusteredAsync(new() { ["Orleans:Redis"] = $"{nowhere},password=secret" });

        (await act.Should().ThrowAsync<IOException>().WithMessage($"Redis at {nowhere}*Orleans:Redis*")).Which.Message.Should().NotContain("secret");
    }

    [Fact]
    public async Task SiloPort_InUse_IsSaidInASentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Func<Task> act = () => StartClusteredAsync(new() { ["Orleans:SiloPort"] = $"{port}" });

        await act.Should().ThrowAsync<IOException>().WithMessage($"Port {port} *Orleans:SiloPort*");
    }

    [Fact]
    public async Task Storage_ThatIsDown_DoesNotEndTheHost()
    {
        var warnings = new Calls();
        string nowhere = $"http://127.0.0.1:{Azurite.FreePorts(1)[0]}/account";
        await using TestApp app = await TestApp.StartAsync(
            [typeof(Triggered)],
            new()
            {
                ["AzureWebJobsStorage"] =
                    $"AccountName=account;AccountKey=a2V5;BlobEndpoint={nowhere};QueueEndpoint={nowhere};TableEndpoint={nowhere};",
                ["SCHEDULE"] = "0 0 0 1 1 *",
            },
            services => services.AddSingleton<ILoggerProvider>(new WarningRecorder(warnings)));

        await warnings.NextAsync<string>();
        await warnings.NextAsync<string>();

        using HttpResponseMessage response = await app.Http.GetAsync("admin/host/ping");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public void CommandLine_SetsThePort()
    {
        WebApplicationBuilder builder = AppHosting.CreateBuilder(["--port", "7123"]);

        new HostSettings(builder.Configuration).Port.Should().Be(7123);
    }

    [Fact]
    public void Settings_ReferredTo_AreReplaced()
    {
        var settings = new HostSettings(new ConfigurationBuilder().AddInMemoryCollection([new("NAME", "value")]).Build());

        settings.Resolve("a-%NAME%-b").Should().Be("a-value-b");
        settings.Invoking(s => s.Resolve("%OTHER%")).Should().Throw<InvalidOperationException>().WithMessage("*OTHER*");
    }

    [Fact]
    public void LocalSettings_GiveTheirValuesAndTheirHost()
    {
        string folder = Folder("local.settings.json", """{"IsEncrypted":false,"Values":{"A":"1","B__C":"2"},"Host":{"LocalHttpPort":7100},"Other":"x"}""");

        IConfiguration settings = new ConfigurationBuilder().Add(SettingsFiles.LocalSettings(folder)).Build();

        settings["A"].Should().Be("1");
        settings["B:C"].Should().Be("2");
        settings["Host:LocalHttpPort"].Should().Be("7100");
        settings["Other"].Should().BeNull();
    }

    [Theory]
    [InlineData("local.settings.json", """{"IsEncrypted":true,"Values":{"A":"gibberish"}}""", "*encrypted*")]
    [InlineData("local.settings.json", "{", "local.settings.json*")]
    [InlineData("host.json", """{"version":"2.0",""", "host.json*")]
    [InlineData("host.json", """{"version":"1.0"}""", "*version*1.0*2.0*")]
    public void File_ThatCannotBeUsed_IsRefusedByName(string file, string content, string message)
    {
        string folder = Folder(file, content);

        Action act = () => new ConfigurationBuilder().Add(SettingsFiles.HostJson(folder)).Add(SettingsFiles.LocalSettings(folder)).Build();

        act.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public void Builder_BuildsOnce()
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = "Memory";
        using IHost first = builder.Build();

        Action act = () => builder.Build();

        act.Should().Throw<InvalidOperationException>().WithMessage("*built already*");
    }

    private static Task<TestApp> StartAsync(Dictionary<string, string?> settings) => TestApp.StartAsync([], settings);

    private static Task<TestApp> StartClusteredAsync(Dictionary<string, string?> settings) => StartAsync(new(settings)
    {
        ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] =
            settings.GetValueOrDefault("AzureFunctionsJobHost:extensions:durableTask:storageProvider:type", "AzureStorage"),
        ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        ["Orleans:Clustering"] = "Redis",
        ["Orleans:Redis"] = settings.GetValueOrDefault("Orleans:Redis", "localhost:6379"),
    });

    private static string Folder(string file, string content)
    {
        string folder = Directory.CreateTempSubdirectory("settings").FullName;
        File.WriteAllText(Path.Combine(folder, file), content);
        return folder;
    }

    internal static class Triggered
    {
        [Function("Queued")]
        public static void Queued([QueueTrigger("start-tests")] string message) => _ = message;

        [Function("Timed")]
        public static void Timed([TimerTrigger("%SCHEDULE%")] TimerInfo timer) => _ = timer;
    }
}
