using System.Text.Json;
using WireMock.Matchers;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace VideoPipeline.Tests.Story.Llm;

/// <summary>Answers of an OpenAI-compatible server.</summary>
internal static class Completion
{
    public const string Path = "/v1/chat/completions";

    public const string Plan =
        """
        {"title": "The Lamp", "idea": "A lamp, told quietly.", "hook": "Make them wonder about the dark night.", "segments": [
          {"title": "Ninety years", "first": 0, "last": 3, "tells": "The lamp goes out.", "leads_to": "the ship"},
          {"title": "The daughter", "first": 5, "last": 9, "tells": "Anna saves them.", "leads_to": ""}]}
        """;

    public static string Of(string? content, string finish = "stop") => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1_700_000_000,
        model = "test-model",
        choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = finish } },
        usage = new { prompt_tokens = 1000, completion_tokens = 200, total_tokens = 1200 },
    });

    /// <summary>The server gives these answers, one after the other.</summary>
    public static void Answers(this WireMockServer server, params (int Status, string Body)[] answers)
    {
        for (int i = 0; i < answers.Length; i++)
        {
            IRespondWithAProvider given = server.Given(Request.Create().WithPath(new ExactMatcher(Path)).UsingPost()).InScenario("answers");
            given = i == 0 ? given : given.WhenStateIs($"{i}");
            given.WillSetStateTo($"{i + 1}").RespondWith(Response.Create()
                .WithStatusCode(answers[i].Status).WithHeader("Content-Type", "application/json").WithBody(answers[i].Body));
        }
    }

    /// <summary>The bodies of the requests that came, in order.</summary>
    public static IReadOnlyList<JsonElement> Asked(this WireMockServer server) =>
        [.. server.LogEntries.Select(e => JsonSerializer.Deserialize<JsonElement>(e.RequestMessage!.Body!))];

    public static string Message(this JsonElement body, int index) =>
        body.GetProperty("messages")[index].GetProperty("content").GetString()!;
}
