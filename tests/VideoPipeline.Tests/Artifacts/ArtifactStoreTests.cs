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
        await Store.AddAsync(ArtifactKind.Video, run, "final_video.mp4", BinaryData.FromString("0123456789"), default);

        await using Stream stream = await Store.OpenReadAsync((await Store.DescribeAsync(ArtifactKind.Video, run, "final_video.mp4", default))!, default);
        stream.Seek(7, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);

        (await reader.ReadToEndAsync()).Should().Be("789");
    }

    [Fact]
    public async Task OpenRead_OfALogThatGrowsMeanwhile_GivesWhatWasThere()
    {
        var log = new RunLog(new BlobServiceClient(azurite.ConnectionString), Store, TimeProvider.System);
        await log.WriteAsync(run, "first", default);
        StoredArtifact described = (await Store.DescribeAsync(ArtifactKind.Log, run, ArtifactNames.Log, default))!;

        await using Stream stream = await Store.OpenReadAsync(described, default);
        await log.WriteAsync(run, "second", default);
        using var reader = new StreamReader(stream);
        string text = await reader.ReadToEndAsync();

        text.Should().EndWith(" first\n").And.HaveLength((int)described.Reference.Length);
    }

    [Fact]
    public async Task List_GivesTheRunsFilesWithoutTheirParts()
    {
        await Store.AddAsync(ArtifactKind.Story, run, "story.txt", BinaryData.FromString("story"), default);
        await Store.AddAsync(ArtifactKind.Story, run, "parts/segment-000.txt", BinaryData.FromString("part"), default);
        await Store.AddAsync(ArtifactKind.Story, run with { Run = RunId.New(TimeProvider.System) }, "story.txt", BinaryData.FromString("other"), default);

        IReadOnlyList<StoredArtifact> found = await Store.ListAsync(ArtifactKind.Story, run, default);

        found.Should().Equal((await Store.DescribeAsync(ArtifactKind.Story, run, "story.txt", default))!);
    }

    [Fact]
    public async Task CopyStage_OfAFinishedStage_GivesTheOtherRunCopiesOfItsOwn()
    {
        RunKey copy = run with { Run = RunId.New(TimeProvider.System) };
        ArtifactReference story = await Store.AddAsync(ArtifactKind.Story, run, "story.txt", BinaryData.FromString("故事"), default);
        await Store.AddAsync(ArtifactKind.Story, run, "parts/segment-000.txt", BinaryData.FromString("part"), default);
        await Store.AddJsonAsync(ArtifactKind.Story, run, ArtifactNames.Manifest, story, default);

        bool copied = await Store.CopyStageAsync(ArtifactKind.Story, run, copy, default);
        bool again = await Store.CopyStageAsync(ArtifactKind.Story, run, copy, default);

        (copied, again).Should().Be((true, true));
        ArtifactReference adopted = (await Store.FindJsonAsync<ArtifactReference>(ArtifactKind.Story, copy, ArtifactNames.Manifest, default))!;
        adopted.Name.Should().Be($"{copy.BlobPrefix}story.txt");
        (await Store.ReadAsync(adopted, default)).ToString().Should().Be("故事");
        (await Store.FindAsync(ArtifactKind.Story, copy, "parts/segment-000.txt", default)).Should().NotBeNull();
        (await Store.ReadAsync(story, default)).ToString().Should().Be("故事");
    }

    [Fact]
    public async Task CopyStage_OfAStageThatIsNotFinished_CopiesNothing()
    {
        RunKey copy = run with { Run = RunId.New(TimeProvider.System) };
        await Store.AddAsync(ArtifactKind.Voice, run, "parts/chunk-0000.zip", BinaryData.FromString("part"), default);

        bool copied = await Store.CopyStageAsync(ArtifactKind.Voice, run, copy, default);

        copied.Should().BeFalse();
        (await Store.FindAsync(ArtifactKind.Voice, copy, "parts/chunk-0000.zip", default)).Should().BeNull();
    }

    [Fact]
    public async Task DeleteRun_LeavesNothingOfItAndAllOfTheOthers()
    {
        RunKey other = run with { Run = RunId.New(TimeProvider.System) };
        foreach (RunKey key in (RunKey[])[run, other])
        {
            await Store.AddAsync(ArtifactKind.Story, key, "story.txt", BinaryData.FromString("story"), default);
            await Store.AddAsync(ArtifactKind.Video, key, "final_video.mp4", BinaryData.FromString("video"), default);
        }

        await Store.DeleteRunAsync(run, default);

        (await Store.FindAsync(ArtifactKind.Story, run, "story.txt", default)).Should().BeNull();
        (await Store.FindAsync(ArtifactKind.Video, run, "final_video.mp4", default)).Should().BeNull();
        (await Store.FindAsync(ArtifactKind.Story, other, "story.txt", default)).Should().NotBeNull();
        (await Store.FindAsync(ArtifactKind.Video, other, "final_video.mp4", default)).Should().NotBeNull();
    }
}
