using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>What a client gets of a function's result.</summary>
internal sealed record HttpAnswer(int Status, IHeaderDictionary Headers, byte[] Content)
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().AddMvcCore().Services.BuildServiceProvider();

    public string Text => Encoding.UTF8.GetString(Content);

    public JsonNode Json => JsonNode.Parse(Content)!;

    /// <summary>A request for a function.</summary>
    public static HttpRequest Request(string query = "", string method = "GET", params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = Services,
            Request = { Method = method, Scheme = "http", Host = new HostString("localhost"), QueryString = new QueryString(query) },
            Response = { Body = new MemoryStream() },
        };
        foreach ((string name, string value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        return http.Request;
    }

    /// <summary>Calls a function, and writes its result as a host does.</summary>
    public static async Task<HttpAnswer> OfAsync(HttpRequest request, Func<HttpRequest, Task<IActionResult>> function)
    {
        HttpContext http = request.HttpContext;
        IActionResult result = await function(request);
        await result.ExecuteResultAsync(new ActionContext(http, new RouteData(), new ActionDescriptor()));
        return new HttpAnswer(http.Response.StatusCode, http.Response.Headers, ((MemoryStream)http.Response.Body).ToArray());
    }
}
