using System.Globalization;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Two processes of the app, whose stories and voices come from providers with limits.</summary>
public class ProviderStudio : TwoAppStudio
{
    public const int MostRequests = 50;
    public const int MostTasks = 3;

    // Requests reach the provider a little later than they are sent, some more than others: that much is left free.
    private const int Margin = 10;

    internal StubProviders Providers { get; private set; } = null!;

    // long enough for any chunk
    protected virtual int SpeechSeconds => 60;

    public override async Task InitializeAsync()
    {
        Providers = await StubProviders.StartAsync(SpeechSeconds);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Providers.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override IDictionary<string, string> Settings()
    {
        IDictionary<string, string> settings = base.Settings();
        settings["Story__Writer"] = "openai";
        settings["Story__OpenAI__Url"] = $"{Providers.Url}/v1";
        settings["Story__OpenAI__Model"] = "stub";
        settings["Story__OpenAI__Key"] = "any";
        settings["Limits__llm__openai__Requests"] = (MostRequests - Margin).ToString(CultureInfo.InvariantCulture);
        settings["Limits__llm__openai__Window"] = "00:00:05";
        settings["Limits__llm__openai__Burst"] = "5";
        settings["Limits__llm__openai__Lateness"] = "00:00:01";
        settings["Voice__Provider"] = "easyvoice";
        settings["Voice__EasyVoice__Url"] = Providers.Url;
        settings["Voice__EasyVoice__PollInterval"] = "00:00:00.05";
        settings["Voice__EasyVoice__SubtitleDelay"] = "00:00:00.01";
        settings["Limits__tts__easyvoice__Concurrency"] = MostTasks.ToString(CultureInfo.InvariantCulture);
        return settings;
    }
}
