using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Limits;

namespace VideoPipeline.Tests.Limits;

public sealed class PermitHandlerTests
{
    private const string Resource = "llm:openai";
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Noon);
    private readonly RequestPermits permits;

    public PermitHandlerTests() => permits = new RequestPermits(time);

    [Fact]
    public async Task SendAsync_NoLimitOnRequests_NeedsNoSlot()
    {
        using HttpClient http = Client(new ScriptedHandler(() => new HttpResponseMessage()), new ResourceLimits { Concurrency = 1 });

        HttpResponseMessage response = await http.GetAsync("http://provider/");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SendAsync_LimitedWithoutSlot_SendsNothing()
    {
        var network = new ScriptedHandler(() => new HttpResponseMessage());
        using HttpClient http = Client(network, new ResourceLimits { Requests = 10 });

        Func<Task> send = () => http.GetAsync("http://provider/");

        await send.Should().ThrowAsync<RequestNotReservedException>();
        network.Requests.Should().Be(0);
    }

    [Fact]
    public async Task SendAsync_Limited_TakesOneSlotPerRequest()
    {
        var network = new ScriptedHandler(() => new HttpResponseMessage());
        using HttpClient http = Client(network, new ResourceLimits { Requests = 10 });
        using IDisposable use = permits.Use([.. Enumerable.Repeat(new RequestSlot(Noon, Noon.AddSeconds(2)), 2)]);
        await http.GetAsync("http://provider/");
        await http.GetAsync("http://provider/");

        Func<Task> third = () => http.GetAsync("http://provider/");

        await third.Should().ThrowAsync<RequestNotReservedException>();
        network.Requests.Should().Be(2);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Thu, 01 Jan 2026 12:01:30 GMT", 90)]
    [InlineData("Thu, 01 Jan 2026 11:00:00 GMT", 0)]
    public async Task SendAsync_TooManyRequestsWithDelay_SaysHowLong(string retryAfter, int seconds)
    {
        ProviderBusyException busy = await RefusalAsync<ProviderBusyException>("slow down", retryAfter);

        busy.Resource.Should().Be(Resource);
        busy.RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>too many</html>")]
    [InlineData("[]")]
    [InlineData("""{"error": "slow down"}""")]
    [InlineData("""{"error": {"code": "rate_limit_exceeded", "type": "requests"}}""")]
    [InlineData("""[{"error": {"code": 429, "message": "exhausted", "status": "RESOURCE_EXHAUSTED"}}]""")]
    public async Task SendAsync_TooManyRequestsWithoutDelay_IsBusyForAnUnknownTime(string body)
    {
        ProviderBusyException busy = await RefusalAsync<ProviderBusyException>(body);

        busy.RetryAfter.Should().BeNull();
    }

    [Fact]
    public async Task SendAsync_QuotaOfTheMinute_IsBusyAsLongAsTheBodySays()
    {
        ProviderBusyException busy = await RefusalAsync<ProviderBusyException>(Gemini("PerMinute", "10"));

        busy.RetryAfter.Should().Be(TimeSpan.FromSeconds(38.2));
    }

    [Theory]
    [InlineData("2026-01-01T12:00:00Z", "2026-01-02T08:00:00Z")]
    [InlineData("2026-01-02T07:59:00Z", "2026-01-02T08:00:00Z")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z")]
    [InlineData("2026-03-08T09:00:00Z", "2026-03-09T07:00:00Z")]
    public async Task SendAsync_QuotaOfTheDay_IsUsedUpUntilMidnightInCalifornia(string now, string available)
    {
        time.AdjustTime(DateTimeOffset.Parse(now, null));

        QuotaExhaustedException quota = await RefusalAsync<QuotaExhaustedException>(Gemini("PerDay", "20"));

        quota.AvailableAt.Should().Be(DateTimeOffset.Parse(available, null));
    }

    [Fact]
    public async Task SendAsync_QuotaOfZero_IsUsedUpForGood()
    {
        QuotaExhaustedException quota = await RefusalAsync<QuotaExhaustedException>(Gemini("PerMinute", "0"));

        quota.AvailableAt.Should().BeNull();
    }

    [Fact]
    public async Task SendAsync_MoneySpent_IsUsedUp()
    {
        QuotaExhaustedException quota = await RefusalAsync<QuotaExhaustedException>(
            """{"error": {"message": "You exceeded it", "type": "insufficient_quota", "code": "insufficient_quota"}}""", "1");

        quota.AvailableAt.Should().BeNull();
        quota.InnerException!.Message.Should().Contain("You exceeded it");
    }

    private static string Gemini(string period, string value) =>
        $$$"""
        [{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "quota", "details": [
          {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [
            {"quotaId": "GenerateRequests{{{period}}}PerProjectPerModel-FreeTier", "quotaValue": "{{{value}}}"}]},
          {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
          {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "38.2s"}]}}]
        """;

    private async Task<T> RefusalAsync<T>(string body, string? retryAfter = null)
        where T : Exception
    {
        using HttpClient http = Client(new ScriptedHandler(() => ScriptedHandler.TooMany(body, retryAfter)), new ResourceLimits());
        Func<Task> send = () => http.GetAsync("http://provider/");
        return (await send.Should().ThrowAsync<T>()).Which;
    }

    private HttpClient Client(HttpMessageHandler network, ResourceLimits limits)
    {
        var options = new LimitsOptions { ["llm"] = new() { ["openai"] = limits } };
        return new HttpClient(new PermitHandler(Resource, permits, Options.Create(options), time) { InnerHandler = network });
    }
}
