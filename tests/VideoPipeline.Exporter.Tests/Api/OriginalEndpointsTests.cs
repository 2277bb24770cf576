using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Api;

[Collection(nameof(SharedStorage))]
public sealed class OriginalEndpointsTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);
    private TestExporter exporter = null!;

    private string Drafts => Path.Combine(workshop.Root, "drafts");

    public async Task InitializeAsync()
    {
        AddDraft("5月6日");
        exporter = await workshop.StartAsync(settings: ["--DRAFT_LOCAL_DIR", Drafts]);
    }

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Test_SaysThatItWorks()
    {
        string body = await exporter.Http.GetStringAsync("api/test");

        body.Should().Be("""{"status":"success","message":"API is working!"}""");
    }

    [Fact]
    public async Task ExportDraft_Draft_IsRenderedBesideIt()
    {
        exporter.Renderer.Finish();

        (HttpStatusCode status, JsonNode body) = await ExportAsync(new { draft_name = "5月6日" });

        string video = Path.Combine(Drafts, "5月6日.mp4");
        status.Should().Be(HttpStatusCode.OK);
        body.AsObject().Select(member => member.Key).Should().BeEquivalentTo("status", "output_path");
        body["status"]!.GetValue<string>().Should().Be("success");
        body["output_path"]!.GetValue<string>().Should().Be(video);
        (await File.ReadAllTextAsync(video)).Should().Be("content of 5月6日");
        Directory.EnumerateFileSystemEntries(Drafts).Select(Path.GetFileName).Should().BeEquivalentTo("5月6日", "5月6日.mp4");
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task ExportDraft_WithAnOutputFolder_PutsTheVideoThere()
    {
        string videos = Path.Combine(workshop.Root, "videos");
        await workshop.StopAsync(exporter);
        exporter = await workshop.StartAsync(settings: ["--DRAFT_LOCAL_DIR", Drafts, "--VIDEO_OUTPUT_DIR", videos]);
        exporter.Renderer.Finish();

        (_, JsonNode body) = await ExportAsync(new { draft_name = "5月6日" });

        body["output_path"]!.GetValue<string>().Should().Be(Path.Combine(videos, "5月6日.mp4"));
    }

    [Fact]
    public async Task ExportDraft_RenderingFails_HasTheOriginalsShape()
    {
        exporter.Renderer.Fault = new RenderFailedException("ffmpeg ended with exit code 1");
        exporter.Renderer.Finish();

        (HttpStatusCode status, JsonNode body) = await ExportAsync(new { draft_name = "5月6日" });

        status.Should().Be(HttpStatusCode.InternalServerError);
        body.AsObject().Select(member => member.Key).Should().Equal("detail");
        body["detail"]!.GetValue<string>().Should().Be("Export failed: ffmpeg ended with exit code 1");
    }

    [Fact]
    public async Task ExportDraft_UnknownDraft_IsRefused()
    {
        (HttpStatusCode status, JsonNode body) = await ExportAsync(new { draft_name = "nothing" });

        status.Should().Be(HttpStatusCode.InternalServerError);
        body["detail"]!.GetValue<string>().Should().Be("Export failed: There is no draft \"nothing\" in DRAFT_LOCAL_DIR.");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("../drafts/5月6日")]
    [InlineData("..\\drafts")]
    [InlineData("/etc")]
    [InlineData("5月6日/../5月6日")]
    [InlineData(".hidden")]
    [InlineData("5月6日\n")]
    [InlineData("5月6日\0")]
    [InlineData(null)]
    public async Task ExportDraft_PathTricks_AreRefused(string? name)
    {
        (HttpStatusCode status, JsonNode body) = await ExportAsync(new { draft_name = name });

        status.Should().Be(HttpStatusCode.InternalServerError);
        body["detail"]!.GetValue<string>().Should().StartWith("Export failed: draft_name must be the name of a folder");
        exporter.Renderer.Renderings.Should().Be(0);
    }

    [Theory]
    [InlineData("{", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("draft_name=x", "application/x-www-form-urlencoded")]
    public async Task ExportDraft_NoJson_IsRefusedInTheOriginalsShape(string body, string type)
    {
        using HttpResponseMessage answer = await exporter.Http.PostAsync("api/export_draft", new StringContent(body, Encoding.UTF8, type));

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>().Should().StartWith("Export failed: ");
    }

    [Fact]
    public async Task ExportDraft_WithoutDraftFolder_SaysWhatToSet()
    {
        await workshop.StopAsync(exporter);
        exporter = await workshop.StartAsync();

        (_, JsonNode body) = await ExportAsync(new { draft_name = "5月6日" });

        body["detail"]!.GetValue<string>().Should().Contain("DRAFT_LOCAL_DIR is not set");
    }

    [Fact]
    public async Task ExportDraft_BesideExports_WaitsItsTurn()
    {
        ExportOrder order = await workshop.OrderAsync();
        await exporter.Client.StartAsync(order, default);
        await exporter.Renderer.UntilBegunAsync();
        Task<(HttpStatusCode Status, JsonNode)> local = ExportAsync(new { draft_name = "5月6日" });

        exporter.Renderer.Finish(2);

        (await exporter.EndOfAsync(order.RequestId)).State.Should().Be(ExportState.Succeeded);
        (await local).Status.Should().Be(HttpStatusCode.OK);
        exporter.Renderer.MostAtOnce.Should().Be(1);
    }

    [Fact]
    public async Task ExportDraft_ExporterStops_IsAnsweredInTheOriginalsShape()
    {
        Task<(HttpStatusCode Status, JsonNode Body)> export = ExportAsync(new { draft_name = "5月6日" });
        await exporter.Renderer.UntilBegunAsync();

        await exporter.StopAsync();

        (await export).Body["detail"]!.GetValue<string>()
            .Should().Be("Export failed: The exporter was stopped before the video was ready.");
    }

    [Fact]
    public async Task Start_AfterAKillWhileADraftWasExported_EndsItAndRemovesTheHalfVideo()
    {
        await workshop.StopAsync(exporter);
        var job = new JobRecord("local-1", 1, null, Path.Combine(Drafts, "5月6日"));
        await File.WriteAllTextAsync(Path.Combine(workshop.StateOf("state"), "jobs", "local-1.json"), JsonSerializer.Serialize(job));
        await File.WriteAllTextAsync(Path.Combine(Drafts, "5月6日.mp4.local-1.tmp"), "half a video");

        exporter = await workshop.StartAsync(settings: ["--DRAFT_LOCAL_DIR", Drafts]);

        (await exporter.EndOfAsync("local-1")).Error.Should().Be("The exporter was restarted.");
        Directory.EnumerateFileSystemEntries(Drafts).Select(Path.GetFileName).Should().Equal("5月6日");
    }

    private void AddDraft(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Drafts, name)).FullName;
        File.WriteAllText(Path.Combine(folder, DraftFiles.Content), $"content of {name}");
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> ExportAsync(object request)
    {
        using HttpResponseMessage answer = await exporter.Http.PostAsJsonAsync("api/export_draft", request);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}
