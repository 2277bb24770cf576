using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Orchestration;

namespace VideoPipeline.Functions.Tests.Orchestration;

public sealed class CallbackOrchestratorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_ThatIsAnswered_IsMadeOnce(bool isTaken)
    {
        var context = new ScriptedContext(_ => isTaken);

        (await CallbackOrchestrator.Run(context, Requests.Input().Key)).Should().Be(isTaken);

        context.Calls.Should().Equal(nameof(CallbackActivities.CallBack));
    }

    [Fact]
    public async Task Receiver_ThatStaysAway_IsGivenUpWithoutAFailure()
    {
        var context = new ScriptedContext(_ => null);

        (await CallbackOrchestrator.Run(context, Requests.Input().Key)).Should().BeFalse();
    }
}
