using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using VideoPipeline.Functions.Edge;

namespace VideoPipeline.Functions.Sessions;

/// <summary>
/// The cookie of a browser that has shown a key. Players and pictures cannot send a key in a header, and one in an address would lie in
/// histories and logs: they send this. It opens the files of runs, to read, and nothing else.
/// </summary>
public sealed class SessionCookie(IDataProtectionProvider protection, TimeProvider time)
{
    private const string Name = "vp_session";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    private readonly IDataProtector protector = protection.CreateProtector("VideoPipeline.Session.v1");

    /// <summary>Gives the browser the cookie, for eight hours.</summary>
    public void Set(HttpRequest request)
    {
        DateTimeOffset end = time.GetUtcNow() + Lifetime;
        CookieOptions options = Options(request);
        options.MaxAge = Lifetime;
        request.HttpContext.Response.Cookies.Append(Name, protector.Protect($"{end.ToUnixTimeSeconds()}"), options);
    }

    /// <summary>Takes the cookie away.</summary>
    public static void Remove(HttpRequest request) => request.HttpContext.Response.Cookies.Delete(Name, Options(request));

    /// <summary>Whether the request has a cookie that is ours and has not run out.</summary>
    public bool IsValid(HttpRequest request)
    {
        if (request.Cookies[Name] is not { Length: > 0 } value)
        {
            return false;
        }

        try
        {
            return long.TryParse(protector.Unprotect(value), out long end) && time.GetUtcNow().ToUnixTimeSeconds() < end;
        }
        catch (CryptographicException)
        {
            // not ours, or sealed with a key that is gone: whoever sent it must show a key again
            return false;
        }
    }

    private static CookieOptions Options(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = PublicAddress.IsHttps(request),
        Path = "/api/session",
    };
}
