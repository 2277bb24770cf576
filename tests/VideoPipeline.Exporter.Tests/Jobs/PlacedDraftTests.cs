using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Jobs;

[Collection(nameof(SharedStorage))]
public sealed class PlacedDraftTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);

    private string Drafts => Path.Combine(workshop.Root, "drafts");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Export_WithADraftFolder_PlacesTheDraftUnderTheRunsNameAndRendersIt()
    {
        TestExporter exporter = await StartAsync();
        ExportOrder order = await workshop.OrderAsync(content: "the draft");
        string place = Path.Combine(Drafts, RunOf(order).Value.ToString("N"));

        await ExportAsync(exporter, order);

        exporter.Renderer.Folders.Should().Equal(place);
        (await File.ReadAllTextAsync(Path.Combine(place, DraftFiles.Content))).Should().Be("the draft");
        Directory.EnumerateFileSystemEntries(Drafts).Should().Equal(place);
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task Export_DraftIsThere_AdoptsIt()
    {
        TestExporter exporter = await StartAsync();
        ExportOrder order = await workshop.OrderAsync(content: "the stored draft");
        string place = Directory.CreateDirectory(Path.Combine(Drafts, RunOf(order).Value.ToString("N"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(place, DraftFiles.Content), "the placed draft");

        await ExportAsync(exporter, order);

        (await workshop.VideoAsync(order)).Should().Be("the placed draft");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Export_ArchiveThatLeadsElsewhere_FailsAndLeavesNothing(bool isPlaced)
    {
        TestExporter exporter = isPlaced ? await StartAsync() : await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync(entry: "../../evil.txt");

        ExportJob ended = await ExportAsync(exporter, order);

        ended.State.Should().Be(ExportState.Failed);
        ended.Error.Should().StartWith("The draft's archive cannot be unpacked");
        Directory.GetFiles(workshop.Root, "evil.txt", SearchOption.AllDirectories).Should().BeEmpty();
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task Start_WithLeftoversOfAKilledExporter_SweepsThem()
    {
        Directory.CreateDirectory(Path.Combine(Drafts, $".{Guid.NewGuid():N}.{Guid.NewGuid():N}.tmp", "materials"));

        await StartAsync();

        Directory.EnumerateFileSystemEntries(Drafts).Should().BeEmpty();
    }

    private static RunId RunOf(ExportOrder order) => RunId.Parse(order.Draft.Name.Split('/')[1]);

    private static async Task<ExportJob> ExportAsync(TestExporter exporter, ExportOrder order)
    {
        await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();
        return await exporter.EndOfAsync(order.RequestId);
    }

    private Task<TestExporter> StartAsync() => workshop.StartAsync(settings: ["--DRAFT_LOCAL_DIR", Drafts]);
}
