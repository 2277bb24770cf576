using VideoPipeline.Testing;
using Xunit.Abstractions;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>
/// Orchestrations made of a seed, in a process that is killed at instants made of the seed, again and again: they end as if nothing had
/// happened, and each activity's committed result is used once.
/// </summary>
public sealed class KillTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    // a batch passes a few hundred points when nothing happens
    private const int MostPoints = 120;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    public Task Kills_AtRandomInstants_LoseAndRepeatNothing(int seed, int kills) => KillAsync(seed, kills);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Soak_OfTwoHundredKills_LosesAndRepeatsNothing() => KillAsync(seed: 1000, kills: 200);

    private async Task KillAsync(int seed, int kills)
    {
        string hub = EngineHost.NewHub();
        var random = new Random(seed);
        int first = seed * 1000;
        int batch = first;
        int killed = 0;
        while (killed < kills)
        {
            if (await PlanProcess.RunAsync(azurite.ConnectionString, hub, batch, random.Next(1, MostPoints)))
            {
                batch++;
            }
            else
            {
                killed++;
            }
        }

        await PlanProcess.RunAsync(azurite.ConnectionString, hub, batch, points: 0);
        for (int done = first; done <= batch; done++)
        {
            await PlanVerifier.VerifyAsync(PlanProcess.NewHub(azurite.ConnectionString, hub), done);
        }

        output.WriteLine($"figure: {killed} kills while {batch - first + 1} batches of random orchestrations ran");
    }
}
