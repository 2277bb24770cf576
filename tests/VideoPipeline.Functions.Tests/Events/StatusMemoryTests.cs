using VideoPipeline.Functions.Events;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Events;

public sealed class StatusMemoryTests
{
    private readonly StatusMemory memory = new();

    [Fact]
    public void Learn_WhatIsKnown_IsNoNews()
    {
        RunStatus status = Status("1");

        memory.Learn(status)!.Sequence.Should().Be(1);
        memory.Learn(status).Should().BeNull();
        memory.Learn(status with { Version = "2" })!.Sequence.Should().Be(2);
    }

    [Fact]
    public void Since_AnEvent_IsTheNewestOfEachRunThatHasChanged()
    {
        RunStatus first = memory.Learn(Status("1"))!;
        RunStatus second = memory.Learn(Status("1"))!;
        memory.Learn(second with { Version = "2" });
        RunStatus newest = memory.Learn(second with { Version = "3", HasEnded = true })!;
        memory.Forget([], new HashSet<RunKey>());

        memory.Since($"{memory.Id}-{first.Sequence}").Should().Equal(newest);
        memory.Since($"{memory.Id}-{newest.Sequence}").Should().BeEmpty();
    }

    [Fact]
    public void Since_WhatIsForgotten_CannotBeTold()
    {
        RunStatus oldest = memory.Learn(Status("1"))!;
        for (int i = 0; i <= StatusMemory.MostEnded; i++)
        {
            memory.Learn(Status("1") with { HasEnded = true });
        }

        memory.Forget([], new HashSet<RunKey>());

        memory.Since($"{memory.Id}-{oldest.Sequence}").Should().BeNull();
        memory.Since($"{memory.Id}-{oldest.Sequence + 1}").Should().HaveCount(StatusMemory.MostEnded);
    }

    [Fact]
    public void KeepOnly_MakesOldNumbersMeanNothing()
    {
        RunStatus kept = memory.Learn(Status("1"))!;
        RunStatus other = memory.Learn(Status("1"))!;
        string id = $"{memory.Id}-{other.Sequence}";

        memory.KeepOnly([kept.Run]);

        memory.Since(id).Should().BeNull();
        memory.Active.Should().Equal(kept);
    }

    private static RunStatus Status(string version) =>
        new(new RunKey(PipelineInstanceId.Parse("creator.video"), RunId.Parse($"{Guid.NewGuid()}")), false, "{}", version);
}
