using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Activities;

public sealed class StageReuseTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Fingerprint = "source:writer";

    private readonly DateTimeOffset now = new InstantTime().Now;
    private readonly TestStorage storage = new(azurite);
    private readonly PipelineRequest request = Requests.New();

    private StageReuse Reuse => new(storage.Records, storage.Artifacts);

    [Fact]
    public async Task TryAdopt_StageOfTheSameFingerprint_CopiesIt()
    {
        PipelineInput earlier = await FinishedAsync("story");
        PipelineInput run = await StartedAsync();

        bool adopted = await TryAdoptAsync(run);

        adopted.Should().BeTrue();
        (await StoryAsync(run)).Should().Be("story");
        (await StageAsync(run)).ReusedFrom.Should().Be(earlier.RunId);
    }

    [Fact]
    public async Task TryAdopt_OtherFingerprint_LeavesTheStageToBeDone()
    {
        await FinishedAsync("story");
        PipelineInput run = await StartedAsync();

        bool adopted = await TryAdoptAsync(run, "other");

        adopted.Should().BeFalse();
        (await StageAsync(run)).Fingerprint.Should().Be("other");
    }

    [Fact]
    public async Task TryAdopt_Forced_LeavesTheStageToBeDone()
    {
        await FinishedAsync("story");
        PipelineInput run = await StartedAsync(r => r with { Request = r.Request with { Force = true } });

        (await TryAdoptAsync(run)).Should().BeFalse();
    }

    [Theory]
    [InlineData(PipelineStage.Story, false)]
    [InlineData(PipelineStage.Voice, true)]
    public async Task TryAdopt_RunThatIsDoneAgainFromAStage_AdoptsOnlyWhatComesBefore(PipelineStage from, bool isAdopted)
    {
        PipelineInput earlier = await FinishedAsync("story");
        PipelineInput run = await StartedAsync(r => r with { Continues = earlier.RunId, RedoFrom = from });

        (await TryAdoptAsync(run)).Should().Be(isAdopted);
        (await storage.Artifacts.FindAsync(ArtifactKind.Story, run.Key, ArtifactNames.Story, default) is not null).Should().Be(isAdopted);
    }

    [Fact]
    public async Task TryAdopt_ContinuingRun_AdoptsWhateverTheFailedRunHadFinished()
    {
        PipelineInput failed = await FinishedAsync("the failed run's");
        await FinishedAsync("a newer run's");
        PipelineInput run = await StartedAsync(r => r with { Continues = failed.RunId });

        bool adopted = await TryAdoptAsync(run, "settings have changed since");

        adopted.Should().BeTrue();
        (await StoryAsync(run)).Should().Be("the failed run's");
        (await StageAsync(run)).Fingerprint.Should().Be(Fingerprint);
    }

    [Theory]
    [InlineData(Fingerprint, true)]
    [InlineData("settings have changed since", false)]
    public async Task TryAdopt_ContinuingAStageThatFailed_TakesItsPartsOverUnlessInputsHaveChanged(string fingerprint, bool taken)
    {
        PipelineInput failed = await StartedAsync();
        await storage.Artifacts.AddAsync(ArtifactKind.Story, failed.Key, "parts/segment-000.txt", BinaryData.FromString("part"), default);
        await storage.Records.ChangeAsync(
            failed.Key, r => r.With(PipelineStage.Story, s => s.Settle(Fingerprint, null).End(now, new StageFailure("busy", "Later."))), default);
        PipelineInput run = await StartedAsync(r => r with { Continues = failed.RunId });

        bool adopted = await TryAdoptAsync(run, fingerprint);

        adopted.Should().BeFalse("the stage is to be finished");
        ArtifactReference? part = await storage.Artifacts.FindAsync(ArtifactKind.Story, run.Key, "parts/segment-000.txt", default);
        (part is not null).Should().Be(taken);
        (await storage.Artifacts.FindAsync(ArtifactKind.Story, run.Key, ArtifactNames.Manifest, default)).Should().BeNull();
    }

    [Fact]
    public async Task TryAdopt_AgainAfterACrash_SticksToWhatWasSettledFirst()
    {
        PipelineInput run = await StartedAsync();
        bool first = await TryAdoptAsync(run);
        await FinishedAsync("finished meanwhile");

        bool second = await TryAdoptAsync(run);

        (first, second).Should().Be((false, false));
    }

    [Fact]
    public async Task TryAdopt_SettledRunWasDeleted_FailsWithWhatToDo()
    {
        PipelineInput earlier = await FinishedAsync("story");
        PipelineInput run = await StartedAsync();
        await storage.Records.ChangeAsync(run.Key, r => r.With(PipelineStage.Story, s => s.Settle(Fingerprint, earlier.RunId)), default);
        await storage.Artifacts.DeleteRunAsync(earlier.Key, default);

        Func<Task> act = () => TryAdoptAsync(run);

        await act.Should().ThrowAsync<ReuseLostException>().WithMessage("*force*");
    }

    private Task<bool> TryAdoptAsync(PipelineInput run, string fingerprint = Fingerprint) =>
        Reuse.TryAdoptAsync(run, PipelineStage.Story, ArtifactKind.Story, fingerprint, default);

    private async Task<PipelineInput> FinishedAsync(string story)
    {
        PipelineInput run = await StartedAsync();
        ArtifactReference text =
            await storage.Artifacts.AddAsync(ArtifactKind.Story, run.Key, ArtifactNames.Story, BinaryData.FromString(story), default);
        await storage.Artifacts.AddJsonAsync(ArtifactKind.Story, run.Key, ArtifactNames.Manifest, text, default);
        await storage.Records.ChangeAsync(
            run.Key, r => r.With(PipelineStage.Story, s => s.Settle(Fingerprint, null).Complete(now, "done")), default);
        return run;
    }

    private async Task<PipelineInput> StartedAsync(Func<PipelineInput, PipelineInput>? change = null)
    {
        PipelineInput run = Requests.InputOf(request, now);
        run = change?.Invoke(run) ?? run;
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(now), default);
        return run;
    }

    private async Task<StageRecord> StageAsync(PipelineInput run) => (await storage.Records.FindAsync(run.Key, default))!.Of(PipelineStage.Story);

    private async Task<string> StoryAsync(PipelineInput run) => (await storage.Artifacts.ReadAsync(
        (await storage.Artifacts.FindAsync(ArtifactKind.Story, run.Key, ArtifactNames.Story, default))!, default)).ToString();
}
