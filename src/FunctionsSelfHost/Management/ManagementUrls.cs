using System.Text.Json.Nodes;
using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Keys;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FunctionsSelfHost.Management;

/// <summary>
/// The URLs at which an instance is managed. They carry the extension's system key when there is one, never the master key; they are only
/// given to callers who have shown one of these keys.
/// </summary>
internal sealed class ManagementUrls(ITaskHub hub, HostSettings settings, HostKeys keys)
{
    /// <summary>The API's path.</summary>
    public const string Path = "runtime/webhooks/durabletask";

    /// <summary>The name of the system key that opens the API.</summary>
    public const string KeyName = "durabletask_extension";

    /// <summary>The URL of an instance's status.</summary>
    public string Status(HttpRequest request, string instanceId) => Url(request, instanceId, "");

    /// <summary>The URL of the request as the client sees it.</summary>
    public string Own(HttpRequest request) => Authority(request) + request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary>All of an instance's URLs.</summary>
    public JsonObject All(HttpRequest request, string instanceId) => new()
    {
        ["id"] = instanceId,
        ["statusQueryGetUri"] = Status(request, instanceId),
        ["sendEventPostUri"] = Url(request, instanceId, "/raiseEvent/{eventName}"),
        ["terminatePostUri"] = Url(request, instanceId, "/terminate", "reason={text}&"),
        ["purgeHistoryDeleteUri"] = Status(request, instanceId),
        ["restartPostUri"] = Url(request, instanceId, "/restart"),
        ["suspendPostUri"] = Url(request, instanceId, "/suspend", "reason={text}&"),
        ["resumePostUri"] = Url(request, instanceId, "/resume", "reason={text}&"),
    };

    private string Url(HttpRequest request, string instanceId, string operation, string parameters = "")
    {
        string key = keys.SystemKeys.TryGetValue(KeyName, out string? code) ? $"&{HostKeys.Query}={Uri.EscapeDataString(code)}" : "";
        return $"{Authority(request)}/{Path}/instances/{Uri.EscapeDataString(instanceId)}{operation}" +
            $"?{parameters}taskHub={hub.Name}&connection={settings.DurableConnection}{key}";
    }

    private string Authority(HttpRequest request)
    {
        bool trusts = settings.UsesForwardedHost;
        string scheme = trusts && request.Headers["X-Forwarded-Proto"].ToString() is { Length: > 0 } proto ? First(proto) : request.Scheme;
        string host = trusts && request.Headers["X-Forwarded-Host"].ToString() is { Length: > 0 } forwarded ? First(forwarded) : request.Host.ToUriComponent();
        return $"{scheme}://{host}";
    }

    private static string First(string list) => list.Split(',')[0].Trim();
}
