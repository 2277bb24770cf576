using System.Net;

namespace VideoPipeline.Story.Llm;

/// <summary>A provider answered a request with a status that is no success. Only between a provider's client and <see cref="StoryChat"/>.</summary>
internal sealed class ProviderStatusException(HttpStatusCode status, string body) : Exception($"The answer's status is {(int)status}.")
{
    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The answer's body.</summary>
    public string Body { get; } = body;
}
