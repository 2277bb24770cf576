using Microsoft.Extensions.Options;
using VideoPipeline.Voice;
using VideoPipeline.Voice.EasyVoice;

namespace VideoPipeline.Tests.Voice;

public sealed class VoiceOptionsTests
{
    private static readonly VoiceOptionsValidator Validator = new();

    [Fact]
    public void Validate_UnknownProvider_NamesTheKnownOnes() =>
        Failures(new VoiceOptions { Provider = "choir" }).Should().ContainSingle(f => f.Contains("espeak, easyvoice, azure-speech"));

    [Fact]
    public void Validate_AzureSpeechWithoutUrl_SaysWhatToSet() =>
        Failures(new VoiceOptions { Provider = "azure-speech" }).Should().ContainSingle(f => f.Contains("Voice:AzureSpeech:Url must be"));

    [Fact]
    public void Validate_EasyVoiceUrlThatIsNone_SaysWhatToSet()
    {
        var options = new VoiceOptions { Provider = "easyvoice", EasyVoice = new EasyVoiceOptions { Url = "localhost:3000" } };

        Failures(options).Should().ContainSingle(f => f.Contains("Voice:EasyVoice:Url must be"));
    }

    [Theory]
    [InlineData("fast", "+0Hz", "Rate")]
    [InlineData("+10%", "high", "Pitch")]
    public void Validate_EasyVoiceSettingOfAnotherForm_NamesIt(string rate, string pitch, string name)
    {
        var options = new VoiceOptions { EasyVoice = new EasyVoiceOptions { Rate = rate, Pitch = pitch } };

        Failures(options).Should().ContainSingle(f => f.Contains(name));
    }

    [Fact]
    public void Fingerprint_Espeak_IsItsSettings()
    {
        var options = new VoiceOptions();
        var slower = new VoiceOptions { Espeak = new EspeakOptions { Speed = 120 } };

        string fingerprint = new EspeakProvider(Options.Create(options)).Fingerprint;

        fingerprint.Should().Be("espeak:1:en-us+f3:en-us+m3:cmn-latn-pinyin+f3:cmn-latn-pinyin+m3:155:350");
        new EspeakProvider(Options.Create(slower)).Fingerprint.Should().NotBe(fingerprint);
    }

    private static IEnumerable<string> Failures(VoiceOptions options) => Validator.Validate(null, options).Failures ?? [];
}
