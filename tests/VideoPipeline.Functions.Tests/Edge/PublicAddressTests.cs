using Microsoft.AspNetCore.Http;
using VideoPipeline.Functions.Edge;

namespace VideoPipeline.Functions.Tests.Edge;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("http", null, "http://studio.example:8080")]
    [InlineData("https", null, "https://studio.example:8080")]
    [InlineData("http", "https", "https://studio.example:8080")]
    [InlineData("http", "HTTPS, http", "https://studio.example:8080")]
    [InlineData("http", "http, https", "http://studio.example:8080")]
    [InlineData("http", "javascript", "http://studio.example:8080")]
    public void Of_ARequest_IsTheAddressThatItsClientAsked(string scheme, string? forwarded, string address)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Scheme = scheme;
        request.Host = new HostString("studio.example", 8080);
        request.Headers["X-Forwarded-Proto"] = forwarded;

        PublicAddress.Of(request).Should().Be(address);
    }
}
