using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.Testing;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A web server inside the test, on a free port of loopback unless one is given; whoever asks for it adds what it answers, and starts it.</summary>
internal sealed record LoopbackServer(WebApplication App, string Url)
{
    public static LoopbackServer Create() => Create($"http://127.0.0.1:{Azurite.FreePorts(1)[0]}");

    public static LoopbackServer Create(string url)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        return new LoopbackServer(builder.Build(), url);
    }
}
