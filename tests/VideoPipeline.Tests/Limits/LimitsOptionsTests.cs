using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Limits;

namespace VideoPipeline.Tests.Limits;

public sealed class LimitsOptionsTests
{
    [Fact]
    public void Bind_KeysAsInTheEnvironment_AreTheLimitsOfTheResource()
    {
        LimitsOptions limits = Bind(
            ("Limits:tts:easyvoice:Concurrency", "3"),
            ("Limits:tts:easyvoice:Requests", "60"),
            ("Limits:tts:easyvoice:Window", "00:00:30"),
            ("Limits:tts:easyvoice:Burst", "5"),
            ("Limits:tts:easyvoice:Lateness", "00:00:01"));

        limits.Of("tts:easyvoice").Should().BeEquivalentTo(new ResourceLimits
        {
            Concurrency = 3,
            Requests = 60,
            Window = TimeSpan.FromSeconds(30),
            Burst = 5,
            Lateness = TimeSpan.FromSeconds(1),
        });
    }

    [Theory]
    [InlineData("llm:openai")]
    [InlineData("tts:other")]
    [InlineData("tts")]
    public void Of_ResourceWithoutSettings_HasNoLimits(string resource)
    {
        LimitsOptions limits = Bind(("Limits:tts:easyvoice:Concurrency", "3"));

        limits.Of(resource).Should().BeEquivalentTo(new ResourceLimits());
    }

    [Fact]
    public void Of_NameInCapitals_IsTheSameResource()
    {
        LimitsOptions limits = Bind(("LIMITS:TTS:EASYVOICE:CONCURRENCY", "3"));

        limits.Of("tts:easyvoice").Concurrency.Should().Be(3);
    }

    [Theory]
    [InlineData("Concurrency", "0")]
    [InlineData("Requests", "0")]
    [InlineData("Window", "00:00:00.5")]
    [InlineData("Burst", "0")]
    [InlineData("Lateness", "00:02:00")]
    public void Validation_ValueOutOfRange_NamesTheKey(string setting, string value)
    {
        Func<LimitsOptions> bind = () => Bind(($"Limits:llm:openai:{setting}", value));

        bind.Should().Throw<OptionsValidationException>().WithMessage($"*Limits:llm:openai*{setting}*");
    }

    [Fact]
    public void Validation_BurstAboveRequests_NamesBoth()
    {
        Func<LimitsOptions> bind = () => Bind(("Limits:llm:openai:Requests", "5"), ("Limits:llm:openai:Burst", "6"));

        bind.Should().Throw<OptionsValidationException>().WithMessage("*Limits:llm:openai: Burst (6)*Requests (5)*");
    }

    private static LimitsOptions Bind(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        using ServiceProvider services = new ServiceCollection()
            .AddOptions<LimitsOptions>().Bind(configuration.GetSection("Limits")).ValidateDataAnnotations().Services
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<LimitsOptions>>().Value;
    }
}
