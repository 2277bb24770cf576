namespace VideoPipeline.Exporter.Api;

/// <summary>A refusal because as many exports wait as may wait, with the time after which another try is worth while.</summary>
internal sealed class ComeAgain(IResult answer) : IResult
{
    /// <summary>Why, for a person.</summary>
    public const string Reason = "As many exports wait as may wait (Exporter__MaxWaiting). Come again later.";

    // a rendering takes minutes, so most of them are not over sooner
    private const string Seconds = "30";

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.RetryAfter = Seconds;
        return answer.ExecuteAsync(httpContext);
    }
}
