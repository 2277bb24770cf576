using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Webhooks;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace VideoPipeline.Tests.Webhooks;

/// <summary>Calls to a real HTTP server.</summary>
public sealed class WebhookSenderTests : IDisposable
{
    private const string Secret = "0123456789abcdef";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"event": "run.completed", "标题": "灯塔"}""");

    private readonly WireMockServer server = WireMockServer.Start();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider services;

    public WebhookSenderTests() => services = Build(new Uri(server.Url!).Authority, Secret, "00:00:05");

    private string Url => $"{server.Url}/hook";

    public void Dispose()
    {
        services.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task Send_IsSignedSoThatTheReceiverCanCheckIt()
    {
        Answer(204);

        string? refusal = await SendAsync(Url);

        refusal.Should().BeNull();
        IRequestMessage request = server.LogEntries.Should().ContainSingle().Subject.RequestMessage!;
        request.BodyAsBytes.Should().Equal(Body);
        request.Headers!["Content-Type"].Should().Equal("application/json");
        request.Headers[WebhookSender.DeliveryHeader].Should().Equal("delivery-1");
        string[] parts = request.Headers[WebhookSender.SignatureHeader].Single().Split(',');
        parts[0].Should().Be($"t={time.GetUtcNow().ToUnixTimeSeconds()}");
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{parts[0][2..]}."), .. Body];
        parts[1].Should().Be($"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}");
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Send_ToWhoSendsItElsewhere_IsRefusedAndGoesNowhereElse(int status)
    {
        server.Given(Request.Create().WithPath("/hook")).RespondWith(Response.Create().WithStatusCode(status).WithHeader("Location", $"{server.Url}/secret"));

        string? refusal = await SendAsync(Url);

        refusal.Should().Contain($"{status}");
        server.LogEntries.Should().ContainSingle();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Send_ToWhoRefuses_IsRefusedForGood(int status)
    {
        Answer(status);

        (await SendAsync(Url)).Should().Contain($"{status}");
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Send_ToWhoCannotNow_IsToBeTriedAgain(int status)
    {
        Answer(status);

        await FluentActions.Invoking(() => SendAsync(Url)).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Send_ToWhoNeverAnswers_IsGivenUp()
    {
        using ServiceProvider hasty = Build(new Uri(server.Url!).Authority, Secret, "00:00:01");
        server.Given(Request.Create()).RespondWith(Response.Create().WithDelay(TimeSpan.FromSeconds(30)));

        Func<Task> act = () => hasty.GetRequiredService<WebhookSender>().SendAsync(Url, "delivery-1", Body, default);

        await act.Should().ThrowAsync<HttpRequestException>().WithMessage("*within 1 seconds*");
    }

    [Fact]
    public async Task Send_ToAHostThatIsNotListed_IsNotSent()
    {
        Answer(204);
        string other = Url.Replace("localhost", "127.0.0.1", StringComparison.Ordinal).Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal);

        (await SendAsync(other)).Should().Contain("Webhooks:AllowedHosts");
        server.LogEntries.Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://hooks.example.com/a?b=c", true)]
    [InlineData("http://HOOKS.example.com/", true)]
    [InlineData("https://hooks.example.com:8443/", false)]
    [InlineData("https://example.com/", false)]
    [InlineData("https://hooks.example.com.evil.test/", false)]
    [InlineData("https://user:pass@hooks.example.com/", false)]
    [InlineData("http://10.0.0.5:8080/", true)]
    [InlineData("http://10.0.0.5/", false)]
    [InlineData("ftp://hooks.example.com/", false)]
    [InlineData("//hooks.example.com/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("hooks.example.com", false)]
    [InlineData("", false)]
    public void Hosts_OnlyThoseThatAreListed_MayBeCalled(string url, bool isAllowed)
    {
        using ServiceProvider listed = Build("hooks.example.com", Secret, "00:00:05", "10.0.0.5:8080");

        (listed.GetRequiredService<CallbackHosts>().RefusalOf(url) is null).Should().Be(isAllowed);
    }

    [Theory]
    [InlineData("hooks.example.com", "short", "*Webhooks:Secret*")]
    [InlineData("https://hooks.example.com/path", Secret, "*write a host*")]
    public void Options_ThatCannotWork_AreRefused(string host, string secret, string reason)
    {
        using ServiceProvider wrong = Build(host, secret, "00:00:05");

        Action act = () => _ = wrong.GetRequiredService<IOptions<WebhookOptions>>().Value;

        act.Should().Throw<OptionsValidationException>().WithMessage(reason);
    }

    private ServiceProvider Build(string host, string secret, string timeout, string? second = null) => new ServiceCollection()
        .AddSingleton<TimeProvider>(time)
        .AddWebhooks(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Webhooks:AllowedHosts:0", host),
            new("Webhooks:AllowedHosts:1", second ?? "second.example.com"),
            new("Webhooks:Secret", secret),
            new("Webhooks:Timeout", timeout),
        ]).Build())
        .BuildServiceProvider();

    private Task<string?> SendAsync(string url) => services.GetRequiredService<WebhookSender>().SendAsync(url, "delivery-1", Body, default);

    private void Answer(int status) => server.Given(Request.Create().WithPath("/hook").UsingPost()).RespondWith(Response.Create().WithStatusCode(status));
}
