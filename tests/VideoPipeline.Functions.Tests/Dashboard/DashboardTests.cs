using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using VideoPipeline.Functions.Dashboard;
using VideoPipeline.Functions.Tests.Api;

namespace VideoPipeline.Functions.Tests.Dashboard;

/// <summary>What browsers get of the dashboard's files, and what nobody gets.</summary>
public sealed class DashboardTests : IDisposable
{
    private const string Page = "<!doctype html><title>VideoPipeline</title>";
    private const string Script = "export const answer = 42;";

    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("vp-dashboard-");
    private readonly DashboardFiles files;
    private readonly DashboardFunctions dashboard;

    public DashboardTests()
    {
        string folder = Path.Combine(parent.FullName, "wwwroot");
        Directory.CreateDirectory(Path.Combine(folder, "assets"));
        File.WriteAllText(Path.Combine(parent.FullName, "secret.txt"), "secret");
        File.WriteAllText(Path.Combine(folder, "index.html"), Page);
        File.WriteAllText(Path.Combine(folder, "icon.svg"), "<svg/>");
        File.WriteAllText(Path.Combine(folder, "assets", "app-1a2b3c.js"), Script);
        File.WriteAllBytes(Path.Combine(folder, "assets", "app-1a2b3c.js.gz"), Gzip(Script));
        files = new DashboardFiles(folder);
        dashboard = new DashboardFunctions(files);
    }

    public void Dispose()
    {
        files.Dispose();
        parent.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("index.html")]
    [InlineData("start")]
    [InlineData("pipeline")]
    [InlineData("no/such/page")]
    [InlineData("assets")]
    public async Task Page_AtEveryAddressThatIsNoFile_IsTheStartPageAndAskedForAgain(string? path)
    {
        HttpAnswer answer = await GetAsync(path);

        answer.Status.Should().Be(200);
        answer.Text.Should().Be(Page);
        answer.Headers.ContentType.ToString().Should().Be("text/html; charset=utf-8");
        answer.Headers.CacheControl.ToString().Should().Be("no-cache");
    }

    [Fact]
    public async Task Page_IsKeptToThisHostWithoutInlineScripts()
    {
        HttpAnswer answer = await GetAsync("");

        string policy = answer.Headers.ContentSecurityPolicy.ToString();
        policy.Should().Contain("default-src 'self'").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe").And.NotContain("data:");
        answer.Headers.XContentTypeOptions.ToString().Should().Be("nosniff");
        answer.Headers["Referrer-Policy"].ToString().Should().Be("no-referrer");
    }

    [Fact]
    public async Task Asset_MayBeKeptForGood()
    {
        HttpAnswer answer = await GetAsync("assets/app-1a2b3c.js");

        answer.Text.Should().Be(Script);
        answer.Headers.ContentType.ToString().Should().Be("text/javascript; charset=utf-8");
        answer.Headers.CacheControl.ToString().Should().Be("public, max-age=31536000, immutable");
        answer.Headers.Vary.ToString().Should().Be("Accept-Encoding");
    }

    [Theory]
    [InlineData("gzip, deflate, br", "gzip")]
    [InlineData("GZIP;q=0.5", "gzip")]
    [InlineData("gzip;q=0", "")]
    [InlineData("br", "")]
    [InlineData("", "")]
    [InlineData("\"nonsense", "")]
    public async Task Asset_IsCompressedAsTheClientTakesItAndTheBuildHasIt(string accepted, string coding)
    {
        HttpAnswer answer = await GetAsync("assets/app-1a2b3c.js", ("Accept-Encoding", accepted));

        answer.Headers.ContentEncoding.ToString().Should().Be(coding);
        answer.Headers.ContentType.ToString().Should().Be("text/javascript; charset=utf-8");
        (coding.Length > 0 ? Gunzip(answer.Content) : answer.Text).Should().Be(Script);
    }

    [Fact]
    public async Task File_ThatTheClientHas_Is304AndItsCompressedFormIsAnother()
    {
        string etag = (await GetAsync("assets/app-1a2b3c.js")).Headers.ETag.ToString();

        HttpAnswer again = await GetAsync("assets/app-1a2b3c.js", ("If-None-Match", etag));
        HttpAnswer compressed = await GetAsync("assets/app-1a2b3c.js", ("If-None-Match", etag), ("Accept-Encoding", "gzip"));

        again.Status.Should().Be(304);
        again.Content.Should().BeEmpty();
        compressed.Status.Should().Be(200);
    }

    [Theory]
    [InlineData("assets/app-0.js")]
    [InlineData("favicon.ico")]
    [InlineData("../secret.txt")]
    [InlineData("..%2fsecret.txt")]
    [InlineData("..%2fsecret")]
    [InlineData("%2e%2e/secret.txt")]
    [InlineData("assets/..%5c..%5csecret.txt")]
    [InlineData("assets/../../secret.txt")]
    [InlineData("..\\secret.txt")]
    [InlineData("/../secret.txt")]
    [InlineData("//etc/passwd.txt")]
    [InlineData("c:/secret")]
    [InlineData("index.html\0.js")]
    public async Task File_ThatIsNotTheDashboards_IsNotFound(string path)
    {
        HttpAnswer answer = await GetAsync(path);

        answer.Status.Should().Be(404);
        answer.Headers.ContentType.ToString().Should().StartWith("application/problem+json");
        answer.Headers.CacheControl.ToString().Should().Be("no-store");
    }

    [Fact]
    public async Task Head_TellsTheLengthAndSendsNothing()
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(HttpAnswer.Request(method: "HEAD"), r => Task.FromResult(dashboard.ZDashboard(r, "icon.svg")));

        answer.Status.Should().Be(200);
        answer.Headers.ContentLength.Should().Be(6);
        answer.Content.Should().BeEmpty();
    }

    [Fact]
    public async Task Page_WithoutADashboardInTheBuild_SaysHowToBuildIt()
    {
        using var none = new DashboardFiles(Path.Combine(parent.FullName, "no-such-folder"));
        var empty = new DashboardFunctions(none);

        HttpAnswer answer = await HttpAnswer.OfAsync(HttpAnswer.Request(), r => Task.FromResult(empty.ZDashboard(r, null)));

        answer.Status.Should().Be(404);
        answer.Text.Should().Contain("Node.js").And.Contain("dotnet build");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task UnknownAddressOfTheApi_IsAProblemWithAWayOut(string method)
    {
        HttpAnswer answer = await HttpAnswer.OfAsync(HttpAnswer.Request(method: method), r => Task.FromResult(dashboard.ZApi(r, "no/such")));

        answer.Status.Should().Be((int)HttpStatusCode.NotFound);
        answer.Headers.ContentType.ToString().Should().StartWith("application/problem+json");
        answer.Json["detail"]!.GetValue<string>().Should().Contain("/api/docs");
    }

    private Task<HttpAnswer> GetAsync(string? path, params (string Name, string Value)[] headers) =>
        HttpAnswer.OfAsync(HttpAnswer.Request(headers: headers), r => Task.FromResult<IActionResult>(dashboard.ZDashboard(r, path)));

    private static byte[] Gzip(string text)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(content, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return content.ToArray();
    }

    private static string Gunzip(byte[] content)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(content), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
