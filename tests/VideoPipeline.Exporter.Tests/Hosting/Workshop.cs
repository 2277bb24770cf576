using System.IO.Compression;
using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Hosting;

/// <summary>What a test's exporters share: storage under a prefix, and a folder for their state directories and drafts.</summary>
internal sealed class Workshop(Azurite azurite)
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("exporter-");
    private readonly List<TestExporter> exporters = [];

    public string Prefix { get; } = $"t{Guid.NewGuid():N}"[..12];

    public string Root => root.FullName;

    public BlobServiceClient Blobs { get; } = new(azurite.ConnectionString);

    public string DraftContainer => Prefix + "drafts";

    public string VideoContainer => Prefix + "videos";

    public BlobClient Seat => Blobs.GetBlobContainerClient(Prefix + "exporter-seats").GetBlobClient("default");

    public string StateOf(string name) => Path.Combine(Root, name);

    /// <summary>What lies under an exporter's state directory in its work folder.</summary>
    public IEnumerable<string> WorkOf(string name) => Directory.EnumerateFileSystemEntries(Path.Combine(StateOf(name), "work"));

    /// <summary>What <c>kill -9</c> would leave now: the state directory as it is on disk, but for renderings under way, under another name.</summary>
    public string CopyState(string name, string copy)
    {
        // not the work folder: a rendering that goes on changes it meanwhile
        string[] files = [.. Directory.GetFiles(StateOf(name)), .. Directory.GetFiles(Path.Combine(StateOf(name), "jobs"))];
        foreach (string file in files.Where(f => Path.GetFileName(f) != "lock"))
        {
            string target = Path.Combine(StateOf(copy), Path.GetRelativePath(StateOf(name), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>Starts an exporter.</summary>
    public async Task<TestExporter> StartAsync(
        string state = "state", TimeProvider? time = null, string? connectionString = null, bool repeats = true, params string[] settings)
    {
        var renderer = new GatedRenderer { MayRepeat = repeats };
        WebApplicationBuilder builder = ExporterApp.CreateBuilder([
            "--urls", "http://127.0.0.1:0",
            "--AzureWebJobsStorage", connectionString ?? azurite.ConnectionString,
            "--Artifacts:Prefix", Prefix,
            "--Exporter:StateDirectory", StateOf(state),
            .. settings]);
        builder.Services.RemoveAll<IDraftRenderer>();
        builder.Services.AddSingleton<IDraftRenderer>(renderer);
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(FfmpegCheck)));
        var arrivals = new Arrivals();
        var renewals = new Renewals();
        var storage = new BlobClientOptions { Retry = { Delay = TimeSpan.FromMilliseconds(10) } };
        storage.AddPolicy(renewals, HttpPipelinePosition.PerRetry);
        builder.Services.RemoveAll<BlobServiceClient>();
        builder.Services.AddSingleton(new BlobServiceClient(connectionString ?? azurite.ConnectionString, storage));
        builder.Services.AddSingleton<IStartupFilter>(arrivals);
        if (time is not null)
        {
            builder.Services.RemoveAll<TimeProvider>();
            builder.Services.AddSingleton(time);
        }

        WebApplication app = ExporterApp.Build(builder);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var exporter = new TestExporter(app, renderer, arrivals, renewals);
        exporters.Add(exporter);
        return exporter;
    }

    /// <summary>Ends an exporter as an operator would.</summary>
    public async Task StopAsync(TestExporter exporter)
    {
        exporters.Remove(exporter);
        await exporter.DisposeAsync();
    }

    /// <summary>Stores a draft and orders its export.</summary>
    public async Task<ExportOrder> OrderAsync(long counter = 1, string content = "a draft", string entry = DraftFiles.Content)
    {
        using MemoryStream archive = Archive(entry, content);
        return await OrderAsync(archive, counter);
    }

    /// <summary>Stores a draft's archive and orders its export.</summary>
    public async Task<ExportOrder> OrderAsync(Stream archive, long counter)
    {
        RunId run = RunId.New(TimeProvider.System);
        BlobContainerClient container = Blobs.GetBlobContainerClient(DraftContainer);
        await container.CreateIfNotExistsAsync();
        string prefix = $"creator.video/{run}/";
        await container.GetBlobClient(prefix + ArtifactNames.Draft).UploadAsync(archive);
        var draft = new ArtifactReference(DraftContainer, prefix + ArtifactNames.Draft, archive.Length);
        return new ExportOrder($"{run}-export", new FencingToken(1, counter), draft, VideoContainer, prefix + ArtifactNames.Video);
    }

    public async Task<string> VideoAsync(ExportOrder order) =>
        (await Blobs.GetBlobContainerClient(order.OutputContainer).GetBlobClient(order.OutputName).DownloadContentAsync())
            .Value.Content.ToString();

    public async Task CloseAsync()
    {
        foreach (TestExporter exporter in exporters)
        {
            await exporter.DisposeAsync();
        }

        root.Delete(recursive: true);
    }

    private static MemoryStream Archive(string entry, string content)
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry(entry).Open()))
        {
            writer.Write(content);
        }

        archive.Position = 0;
        return archive;
    }
}
