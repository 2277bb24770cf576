using VideoPipeline.Limits;

namespace VideoPipeline.Tests.Limits;

public sealed class QuotaExhaustedExceptionTests
{
    [Fact]
    public void Message_TimeKnown_SaysWhenToRetry()
    {
        var quota = new QuotaExhaustedException("llm:openai", new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.FromHours(-8)));

        quota.Message.Should().Contain("llm:openai").And.Contain("after 2026-01-02 08:00 UTC");
        quota.Code.Should().Be("quota-exhausted");
    }

    [Fact]
    public void Message_TimeUnknown_SaysWhatToWaitFor()
    {
        new QuotaExhaustedException("llm:openai", null).Message.Should().Contain("when the provider has renewed it");
    }
}
