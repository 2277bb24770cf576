using System.Text.Json;
using CsCheck;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Pipelines;

public sealed class RunRecordTests
{
    private static readonly DateTimeOffset Now = TestRuns.Noon.AddMinutes(1);
    private static readonly StageFailure Refused = new("refused", "Change the text.");

    // What an activity may write, at any time; a run ends seldom.
    private static readonly Gen<Func<RunRecord, RunRecord>> Change =
        Gen.Select(Gen.Enum<PipelineStage>(), Gen.Int[0, 11], Gen.Int[0, 5]).Select<(PipelineStage Stage, int What, int Number), Func<RunRecord, RunRecord>>(c => c.What switch
        {
            0 => r => r.Start(Now),
            1 => r => r.With(c.Stage, s => s.Start(Now, "begun")),
            2 => r => r.With(c.Stage, s => s.Plan(5)),
            3 => r => r.With(c.Stage, s => s.EndStep(c.Number, $"step {c.Number}")),
            4 => r => r.With(c.Stage, s => s.Report(c.Number * 30, $"report {c.Number}", null)),
            5 => r => r.With(c.Stage, s => s.Complete(Now, "done")),
            6 => r => r.With(c.Stage, s => s.End(Now, Refused)),
            7 => r => c.Number == 0 ? r.Finish(Now, null) : r,
            8 => r => c.Number == 0 ? r.RequestCancel(Now) : r,
            9 => r => c.Number == 0 ? r.Finish(Now, StageFailure.Cancelled) : r,
            10 => r => r.With(c.Stage, s => s.Settle($"fingerprint {c.Number}", null)),
            _ => r => c.Number == 0 ? r.Finish(Now, Refused) : r,
        });

    [Fact]
    public void Changes_InAnyOrder_NeverLeadBack() =>
        Change.Array[1, 40].Sample(changes =>
        {
            RunRecord record = TestRuns.Record();
            foreach (Func<RunRecord, RunRecord> change in changes)
            {
                RunRecord next = change(record);
                if (!IsForward(record, next))
                {
                    return false;
                }

                record = next;
            }

            return true;
        });

    [Fact]
    public void Changes_MadeTwice_AnswerTheSameRecord() =>
        Change.Array[1, 40].Sample(changes =>
        {
            RunRecord record = TestRuns.Record();
            foreach (Func<RunRecord, RunRecord> change in changes)
            {
                record = change(record);
                if (change(record) != record)
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public void Json_OfAnyRecord_RoundTrips() =>
        Change.Array[1, 20].Sample(changes =>
        {
            RunRecord record = changes.Aggregate(TestRuns.Record(), (r, change) => change(r));
            string json = JsonSerializer.Serialize(record);

            return JsonSerializer.Serialize(JsonSerializer.Deserialize<RunRecord>(json)) == json;
        });

    [Fact]
    public void Finish_OfARunThatIsToStop_IsItsCancellationWhateverFailed() =>
        TestRuns.Record().Start(Now).RequestCancel(Now).Finish(Now, Refused).State.Should().Be(RunState.Cancelled);

    [Fact]
    public void Finish_OfARunThatIsToStopButIsComplete_IsComplete() =>
        TestRuns.Record().Start(Now).RequestCancel(Now).Finish(Now, null).State.Should().Be(RunState.Completed);

    [Fact]
    public void EndStep_AllSteps_LeavesRoomForJoiningThem()
    {
        StageRecord stage = StageRecord.Pending(PipelineStage.Voice).Start(Now, "begun").Plan(3);

        StageRecord changed = stage.EndStep(2, "a").EndStep(0, "b").EndStep(2, "a").EndStep(1, "c");

        changed.Percent.Should().Be(90);
        changed.StepsDone.Should().BeEquivalentTo([0, 1, 2]);
    }

    [Fact]
    public void EndStep_BeforeThePlanIsKnown_DoesNotExceedTheWhole() =>
        StageRecord.Pending(PipelineStage.Voice).EndStep(0, "a").EndStep(1, "b").Percent.Should().BeLessThanOrEqualTo(90);

    [Fact]
    public void Finish_WithFailure_FailsTheStageThatWasUnderWay()
    {
        RunRecord record = TestRuns.Record().With(PipelineStage.Story, s => s.Complete(Now, "done")).With(PipelineStage.Voice, s => s.Start(Now, "begun"));

        RunRecord failed = record.Finish(Now, Refused);

        failed.State.Should().Be(RunState.Failed);
        failed.Failure.Should().Be(Refused);
        failed.Stages.Select(s => s.State).Should().Equal(RunState.Completed, RunState.Failed, RunState.Pending, RunState.Pending);
        failed.Current!.Stage.Should().Be(PipelineStage.Voice);
    }

    [Fact]
    public void RequestCancel_OfARunThatHasBegun_MarksItAndLetsItEnd()
    {
        RunRecord running = TestRuns.Record().Start(Now).With(PipelineStage.Story, s => s.Start(Now, "begun"));

        RunRecord marked = running.RequestCancel(Now);
        RunRecord ended = marked.Finish(Now, StageFailure.Cancelled);

        marked.State.Should().Be(RunState.Running);
        marked.CancelRequestedAt.Should().Be(Now);
        ended.State.Should().Be(RunState.Cancelled);
        ended.Stages[0].State.Should().Be(RunState.Cancelled);
    }

    [Fact]
    public void RequestCancel_OfARunThatWaits_EndsIt()
    {
        RunRecord cancelled = TestRuns.Record().RequestCancel(Now);

        cancelled.State.Should().Be(RunState.Cancelled);
        cancelled.EndedAt.Should().Be(Now);
    }

    [Fact]
    public void RequestCancel_OfARunThatHasEnded_ChangesNothing()
    {
        RunRecord completed = TestRuns.Record().Start(Now).Finish(Now, null);

        completed.RequestCancel(Now).Should().BeSameAs(completed);
    }

    [Fact]
    public void Settle_Twice_KeepsWhatWasSettledFirst()
    {
        var source = RunId.New(TimeProvider.System);

        StageRecord stage = StageRecord.Pending(PipelineStage.Story).Settle("first", source).Settle("second", null);

        stage.Fingerprint.Should().Be("first");
        stage.ReusedFrom.Should().Be(source);
    }

    [Fact]
    public void Finish_EndlessMessage_IsShortened()
    {
        RunRecord failed = TestRuns.Record().Finish(Now, new StageFailure("code", new string('x', 100_000)));

        failed.Failure!.Message.Should().HaveLength(StageFailure.MaxMessageLength);
        failed.Stages[0].Detail.Should().HaveLength(StageFailure.MaxMessageLength);
    }

    [Fact]
    public void Fingerprint_TellsOptionsAndSourcesApart()
    {
        PipelineInput input = TestRuns.Input();

        (input with { RunId = RunId.New(TimeProvider.System), RequestedAt = Now }).Fingerprint.Should().Be(input.Fingerprint);
        (input with { SourceHash = "other" }).Fingerprint.Should().NotBe(input.Fingerprint);
        (input with { Request = input.Request with { PictureSeconds = 90 } }).Fingerprint.Should().NotBe(input.Fingerprint);
    }

    private static bool IsForward(RunRecord before, RunRecord after) =>
        after.State >= before.State
        && (!before.HasEnded || after == before)
        && before.Stages.Zip(after.Stages).All(s =>
            s.Second.State >= s.First.State
            && s.Second.Percent >= s.First.Percent
            && s.Second.Percent <= 100
            && (s.First.State < RunState.Completed || s.Second == s.First));
}
