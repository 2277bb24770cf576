using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Pipelines;

namespace VideoPipeline.Tests.Artifacts;

public sealed class ArtifactStoreTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly RunKey run = TestRuns.Input().Key;

    private ArtifactStore Store => new(new BlobServiceClient(azurite.ConnectionString), Options.Create(new ArtifactStoreOptions { Prefix = "artifacts" }));

    [Fact]
    public async Task Add_ByManyAtOnce_KeepsOneContent()
    {
        string[] contents = [.. Enumerable.Range(0, 10).Select(i => new string((char)('a' + i), i + 1))];

        ArtifactReference[] added =
            await Task.WhenAll(contents.Select(c => Store.AddAsync(ArtifactKind.Story, run, "story.txt", BinaryData.FromString(c), default)));

        added.Distinct().Should().ContainSingle();
        contents.Should().Contain((await Store.ReadAsync(added[0], default)).ToString());
    }

    [Fact]
    public async Task AddJson_WhenTheBlobExists_AnswersWhatIsStored()
    {
        await Store.AddJsonAsync(ArtifactKind.Story, run, "manifest.json", "first", default);

        string stored = await Store.AddJsonAsync(ArtifactKind.Story, run, "manifest.json", "second", default);

        stored.Should().Be("first");
    }

    [Fact]
    public async Task Find_OfAnotherRun_IsNull()
    {
        await Store.AddAsync(ArtifactKind.Story, run, "story.txt", BinaryData.FromString("story"), default);

        (await Store.FindAsync(ArtifactKind.Story, run with { Run = RunId.New(TimeProvider.System) }, "story.txt", default)).Should().BeNull();
    }

    [Fact]
    public async Task OpenRead_IsSeekable()
    {
        ArtifactReference artifact = await Store.AddAsync(ArtifactKind.Video, run, "final_video.mp4", BinaryData.FromString("0123456789"), default);

        await using Stream stream = await Store.OpenReadAsync(artifact, default);
        stream.Seek(7, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);

        (await reader.ReadToEndAsync()).Should().Be("789");
    }
}
