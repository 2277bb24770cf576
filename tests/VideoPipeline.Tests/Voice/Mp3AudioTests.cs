using VideoPipeline.Tests.Voice.EasyVoice;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice;

public sealed class Mp3AudioTests
{
    private const int SampleRate = 24_000;
    private const int SamplesPerFrame = 576;

    [Fact]
    public async Task Read_File_IsAsLongAsADecoderSays()
    {
        Mp3Audio audio = Mp3Audio.Read(await EasyVoiceStub.Mp3Async(2.4));

        using var file = new TempFile(".mp3");
        await File.WriteAllBytesAsync(file.Path, audio.Data.ToArray());
        audio.SampleRate.Should().Be(SampleRate);
        ((double)audio.Samples / SampleRate).Should().BeApproximately(await Media.DecodedSecondsAsync(file.Path), 0.03).And.BeInRange(2.4, 2.5);
    }

    [Fact]
    public async Task Read_Tags_AreNoAudio()
    {
        byte[] plain = Mp3Audio.Read(await EasyVoiceStub.Mp3Async(1)).Data.ToArray();
        byte[] id3 = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 20, .. new byte[20]];
        byte[] end = [.. "TAG"u8, .. new byte[125]];

        Mp3Audio audio = Mp3Audio.Read((byte[])[.. id3, .. plain, .. end]);

        audio.Data.ToArray().Should().Equal(plain);
    }

    [Fact]
    public async Task Read_LastFrameCutOff_DropsItAlone()
    {
        Mp3Audio whole = Mp3Audio.Read(await EasyVoiceStub.Mp3Async(1));

        Mp3Audio cut = Mp3Audio.Read(whole.Data[..^10]);

        cut.Samples.Should().Be(whole.Samples - SamplesPerFrame);
    }

    [Fact]
    public async Task Join_Pieces_IsTheirFramesOneAfterTheOther()
    {
        Mp3Audio one = Mp3Audio.Read(await EasyVoiceStub.Mp3Async(1));
        Mp3Audio two = Mp3Audio.Read(await EasyVoiceStub.Mp3Async(1.5));

        SpokenAudio joined = SpokenAudio.Join([one, two]);

        joined.Samples.Should().Be(one.Samples + two.Samples);
        ((Mp3Audio)joined).Data.ToArray().Should().Equal([.. one.Data.ToArray(), .. two.Data.ToArray()]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an mp3")]
    [InlineData("ID3")]
    public void Read_NoMp3_IsRefused(string text)
    {
        Action read = () => Mp3Audio.Read(System.Text.Encoding.ASCII.GetBytes(text));

        read.Should().Throw<InvalidDataException>();
    }
}
