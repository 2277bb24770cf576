using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>How runs are deleted, and counted.</summary>
public sealed class DeleteApiTests : IClassFixture<Azurite>, IDisposable
{
    private readonly DateTimeOffset now = new InstantTime().Now;
    private readonly FakeDurableTaskClient client = new();
    private readonly TestStorage storage;
    private readonly DeleteFunctions functions;
    private readonly StatisticsFunctions statistics;

    public DeleteApiTests(Azurite azurite)
    {
        storage = new TestStorage(azurite);
        functions = new DeleteFunctions(new PipelineFinder(storage.Records), storage.Remover);
        statistics = new StatisticsFunctions(storage.Records);
    }

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Delete_TaskThatHasEnded_LeavesNothingOfItsRuns()
    {
        PipelineInput first = await EndedAsync(Requests.New());
        PipelineInput second = await EndedAsync(first.Request);
        PipelineInput other = await EndedAsync(Requests.New());
        client.PutChild(first, StageChild.IdOf(first.RunId, PipelineStage.Story), OrchestrationRuntimeStatus.Completed);

        HttpAnswer answer = await DeleteAsync(first);
        HttpAnswer again = await DeleteAsync(first);

        answer.Status.Should().Be(200);
        (answer.Json["deleted_runs"]!.GetValue<int>(), answer.Json["deleted_publish_tasks"]!.GetValue<int>()).Should().Be((2, 0));
        again.Status.Should().Be(404);
        (await storage.Records.ListAsync(first.Request.Pipeline, default)).Should().BeEmpty();
        (await storage.RunArtifacts.ListAsync(second.Key, default)).Should().BeEmpty();
        (await storage.Records.PageAsync(new RunFilter(), 0, 10, default)).Runs.Should().ContainSingle().Which.Input.Should().Be(other);
        client.Purged.Should().Contain([second.Request.Pipeline.Value, StageChild.IdOf(first.RunId, PipelineStage.Story)]);
    }

    [Fact]
    public async Task Delete_RunWhoseCallbackOrStageGoesOn_LeavesThatToItsEnd()
    {
        PipelineInput run = await EndedAsync(Requests.New());
        client.PutChild(run, CallbackOrchestrator.IdOf(run.RunId), OrchestrationRuntimeStatus.Running);
        client.PutChild(run, StageChild.IdOf(run.RunId, PipelineStage.Voice), OrchestrationRuntimeStatus.Suspended);

        HttpAnswer answer = await DeleteAsync(run);

        answer.Status.Should().Be(200);
        client.Purged.Should().Equal(run.Request.Pipeline.Value);
    }

    [Fact]
    public async Task Delete_OneRun_LeavesTheOthers()
    {
        PipelineInput first = await EndedAsync(Requests.New());
        PipelineInput second = await EndedAsync(first.Request);

        HttpAnswer answer = await DeleteAsync(first, $"?run_id={first.RunId}");

        answer.Status.Should().Be(200);
        (await storage.Records.ListAsync(first.Request.Pipeline, default)).Should().ContainSingle().Which.Input.Should().Be(second);
        (await storage.RunArtifacts.ListAsync(second.Key, default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Delete_TaskWithARunThatGoesOn_Is409AndDeletesNothing()
    {
        PipelineInput ended = await EndedAsync(Requests.New());
        PipelineInput active = Requests.InputOf(ended.Request, now.AddMinutes(1));
        await storage.Records.ClaimAsync(RunRecord.Requested(active).Start(now), default);

        HttpAnswer answer = await DeleteAsync(ended);

        answer.Status.Should().Be(409);
        answer.Json["run_id"]!.GetValue<string>().Should().Be(active.RunId.ToString());
        answer.Json["detail"]!.GetValue<string>().Should().Contain("/cancel/");
        (await storage.Records.ListAsync(ended.Request.Pipeline, default)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Statistics_CountEachRunOnce()
    {
        PipelineRequest request = Requests.New();
        await EndedAsync(request);
        await EndedAsync(request);
        await EndedAsync(request, new StageFailure("code", "why"));
        await storage.Records.ClaimAsync(RunRecord.Requested(Requests.InputOf(request, now)).Start(now), default);
        await storage.Records.ClaimAsync(RunRecord.Requested(Requests.InputOf(request, now)), default);

        JsonNode counted = (await HttpAnswer.OfAsync(HttpAnswer.Request(), r => statistics.GetPipelineStatistics(r, default))).Json;

        counted["pipeline"]!.ToJsonString().Should().Be(
            """{"total":5,"completed":2,"failed":1,"running":1,"pending":1,"cancelled":0,"success_rate":66.67}""");
        counted["avg_duration_seconds"]!.GetValue<double>().Should().Be(60);
        counted["publish"]!["total"]!.GetValue<int>().Should().Be(0);
    }

    private async Task<PipelineInput> EndedAsync(PipelineRequest request, StageFailure? failure = null)
    {
        PipelineInput run = Requests.InputOf(request, now);
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(now), default);
        await storage.Artifacts.AddAsync(ArtifactKind.Story, run.Key, ArtifactNames.Story, BinaryData.FromString("story"), default);
        await storage.Records.ChangeAsync(run.Key, r => r.Finish(now.AddMinutes(1), failure), default);
        client.Put(run, OrchestrationRuntimeStatus.Completed);
        return run;
    }

    private Task<HttpAnswer> DeleteAsync(PipelineInput run, string query = "") => HttpAnswer.OfAsync(
        HttpAnswer.Request(query, "DELETE"), r => functions.DeletePipelineTask(r, run.Request.Pipeline.Value, client, default));
}
