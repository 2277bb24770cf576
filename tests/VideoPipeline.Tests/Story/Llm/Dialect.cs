using System.Text.Json;

namespace VideoPipeline.Tests.Story.Llm;

/// <summary>How a provider's server speaks: where it is asked, and what its answers look like.</summary>
internal abstract record Dialect(string Writer, string Section, string Path)
{
    public static Dialect Of(string writer) => writer switch
    {
        "openai" => new OpenAIDialect("openai", "Story:OpenAI", "/v1/chat/completions"),
        "azure-openai" => new OpenAIDialect("azure-openai", "Story:AzureOpenAI", "/openai/v1/chat/completions"),
        "ollama" => new OllamaDialect(),
        _ => new GeminiDialect(),
    };

    /// <summary>A whole answer of 1,000 and 200 tokens.</summary>
    public abstract string Answer(string text);

    /// <summary>An answer that is cut off at the model's limit.</summary>
    public abstract string Truncated { get; }

    /// <summary>An answer with nothing in it.</summary>
    public abstract string Empty { get; }

    /// <summary>The answer to a question that the filter blocks; null for a provider without one.</summary>
    public abstract string? Blocked { get; }

    /// <summary>Where the prompt stands in a request.</summary>
    public abstract string PromptOf(JsonElement request);

    /// <summary>The schema that a request wants its answer to have.</summary>
    public abstract JsonElement SchemaOf(JsonElement request);

    private sealed record OpenAIDialect(string Writer, string Section, string Path) : Dialect(Writer, Section, Path)
    {
        public override string Truncated => Completion.Of("half a sen", "length");

        public override string Empty => Completion.Of("");

        public override string Blocked => Completion.Of(null, "content_filter");

        public override string Answer(string text) => Completion.Of(text);

        public override string PromptOf(JsonElement request) => request.Message(0);

        public override JsonElement SchemaOf(JsonElement request) =>
            request.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema");
    }

    private sealed record OllamaDialect() : Dialect("ollama", "Story:Ollama", "/api/chat")
    {
        public override string Truncated => Of("half a sen", "length");

        public override string Empty => Of("", "stop");

        public override string? Blocked => null;

        public override string Answer(string text) => Of(text, "stop");

        public override string PromptOf(JsonElement request) => request.Message(0);

        public override JsonElement SchemaOf(JsonElement request) => request.GetProperty("format");

        private static string Of(string text, string reason) => JsonSerializer.Serialize(new
        {
            model = "test-model",
            created_at = "2026-11-01T00:00:00Z",
            message = new { role = "assistant", content = text },
            done = true,
            done_reason = reason,
            prompt_eval_count = 1000,
            eval_count = 200,
        }) + "\n";
    }

    private sealed record GeminiDialect() : Dialect("gemini", "Story:Gemini", "/v1beta/models/gemini-test:generateContent")
    {
        public override string Truncated => Of([new { text = "half a sen" }], "MAX_TOKENS");

        public override string Empty => Of([new { text = "only a thought", thought = true }], "STOP");

        public override string Blocked => """{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 9}}""";

        public override string Answer(string text) =>
            Of([new { text = "Let me think.", thought = true }, new { text = text[..1] }, new { text = text[1..] }], "STOP");

        public override string PromptOf(JsonElement request) =>
            request.GetProperty("systemInstruction").GetProperty("parts")[0].GetProperty("text").GetString()!;

        public override JsonElement SchemaOf(JsonElement request) =>
            request.GetProperty("generationConfig").GetProperty("responseJsonSchema");

        private static string Of(object[] parts, string reason) => JsonSerializer.Serialize(new
        {
            candidates = new[] { new { content = new { role = "model", parts }, finishReason = reason, index = 0 } },
            usageMetadata = new { promptTokenCount = 1000, candidatesTokenCount = 150, thoughtsTokenCount = 50, totalTokenCount = 1200 },
            modelVersion = "gemini-test-001",
        });
    }
}
