using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Pipelines;

namespace VideoPipeline.Tests.Artifacts;

public sealed class RunLogTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly RunKey run = TestRuns.Input().Key;
    private readonly BlobServiceClient blobs = new(azurite.ConnectionString);
    private readonly FakeTimeProvider time = new(TestRuns.Noon);

    private ArtifactStore Artifacts => new(blobs, Options.Create(new ArtifactStoreOptions { Prefix = "logs" }));

    [Fact]
    public async Task Write_AMessageOfSeveralLines_IsOneLineWithItsTime()
    {
        await new RunLog(blobs, Artifacts, time).WriteAsync(run, "one\r\ntwo", default);

        (await LinesAsync()).Should().Equal("2026-01-01T12:00:00.000Z one two");
    }

    [Fact]
    public async Task Write_BySeveralWritersAtOnce_KeepsEveryLineWhole()
    {
        RunLog[] writers = [new(blobs, Artifacts, time), new(blobs, Artifacts, time)];

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => writers[i % 2].WriteAsync(run, $"entry {i}", default)));

        (await LinesAsync()).Should().BeEquivalentTo(Enumerable.Range(0, 20).Select(i => $"2026-01-01T12:00:00.000Z entry {i}"));
    }

    private async Task<string[]> LinesAsync()
    {
        ArtifactReference? log = await Artifacts.FindAsync(ArtifactKind.Log, run, ArtifactNames.Log, default);
        return (await Artifacts.ReadAsync(log!, default)).ToString().TrimEnd('\n').Split('\n');
    }
}
