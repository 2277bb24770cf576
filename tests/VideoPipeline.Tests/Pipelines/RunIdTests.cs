using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Pipelines;

public sealed class RunIdTests
{
    private static readonly PipelineInstanceId Pipeline = PipelineInstanceId.Create("creator", "video");

    [Fact]
    public void FromIdempotencyKey_SameKey_IsTheSameRun()
    {
        RunId one = RunId.FromIdempotencyKey(Pipeline, "key");

        RunId.FromIdempotencyKey(Pipeline, "key").Should().Be(one);
        one.Value.Version.Should().Be(5);
        one.Value.Version.Should().Be(5);
    }

    [Fact]
    public void FromIdempotencyKey_OtherKeyOrPipeline_IsAnotherRun()
    {
        RunId one = RunId.FromIdempotencyKey(Pipeline, "key");

        RunId.FromIdempotencyKey(Pipeline, "other").Should().NotBe(one);
        RunId.FromIdempotencyKey(PipelineInstanceId.Create("creator", "other"), "key").Should().NotBe(one);
    }

    [Fact]
    public void New_Later_SortsAfter()
    {
        var time = new FakeTimeProvider();
        RunId earlier = RunId.New(time);
        time.Advance(TimeSpan.FromMilliseconds(1));

        RunId later = RunId.New(time);

        string.CompareOrdinal(later.ToString(), earlier.ToString()).Should().BePositive();
        later.Value.Version.Should().Be(7);
    }

    [Fact]
    public void Json_OfARunKey_RoundTrips()
    {
        var key = new RunKey(Pipeline, RunId.New(TimeProvider.System));

        string json = JsonSerializer.Serialize(key);

        JsonSerializer.Deserialize<RunKey>(json).Should().Be(key);
        json.Should().Be($$"""{"pipeline":"creator.video","run":"{{key.Run}}"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0193e7b0")]
    [InlineData(" 0193e7b0-0000-7000-8000-000000000000")]
    [InlineData("{0193e7b0-0000-7000-8000-000000000000}")]
    public void TryParse_Garbage_IsRefused(string text) => RunId.TryParse(text, null, out _).Should().BeFalse();
}
