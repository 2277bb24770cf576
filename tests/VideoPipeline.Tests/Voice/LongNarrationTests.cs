using VideoPipeline.Artifacts;
using VideoPipeline.Reports;
using VideoPipeline.Story;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Story;
using VideoPipeline.Tests.Voice.EasyVoice;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice;

/// <summary>Half an hour of speech from a provider that gives mp3.</summary>
public sealed class LongNarrationTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const double PieceSeconds = 12;
    private const int Pieces = 150;

    [Fact]
    public Task AssembleAsync_HalfAnHourWithoutFfmpeg_EndsWithItsLastCue() => AssertEndsWithItsLastCueAsync(hasFfmpeg: false);

    [Fact]
    [Trait("Category", "Soak")]
    public Task AssembleAsync_HalfAnHour_EndsWithItsLastCue() => AssertEndsWithItsLastCueAsync(hasFfmpeg: true);

    private async Task AssertEndsWithItsLastCueAsync(bool hasFfmpeg)
    {
        using var empty = new TempFolder();
        var provider = new Mp3Provider(Mp3Audio.Read(await EasyVoiceStub.Mp3Async(PieceSeconds)));
        await using StageFixture fixture = StageFixture.Create(
            azurite, provider: provider, voice: hasFfmpeg ? new VoiceOptions() : new VoiceOptions { FfmpegFolder = empty.Path });
        await TellAsync(fixture);

        VoiceManifest manifest = await fixture.SpeakAsync(new VoiceOrder(fixture.Run, NarratorGender.Female));

        using TempFile mp3 = await fixture.DownloadAsync(manifest.Audio);
        double decoded = await Media.DecodedSecondsAsync(mp3.Path);
        decoded.Should().BeGreaterThan(30 * 60);
        SrtDocument srt = await fixture.SubtitlesAsync(manifest);
        srt.Cues[^1].End.TotalSeconds.Should().BeApproximately(decoded, 0.05);
        manifest.Duration.TotalSeconds.Should().BeApproximately(decoded, 0.05);
        IReadOnlyList<JournalEntry> journal = await fixture.Journal.ReadAsync(fixture.Run, default);
        journal.SelectMany(e => e.Warnings).Should().HaveCount(hasFfmpeg ? 0 : 1);
        journal.SelectMany(e => e.Calls).Sum(c => c.Characters).Should().BePositive();
    }

    // a chapter for each piece, as long as one may be
    private static async Task TellAsync(StageFixture fixture)
    {
        string[] chapters = [.. Enumerable.Range(0, Pieces).Select(i => $"The piece number {i} goes on and on until it is told. Then comes another.\n\n")];
        await fixture.AddAsync(ArtifactKind.Story, ArtifactNames.Story, string.Concat(chapters));
        int start = 0;
        var places = new List<StoryChapter>();
        foreach (string chapter in chapters)
        {
            places.Add(new StoryChapter($"Chapter {places.Count}", start, chapter.Length));
            start += chapter.Length;
        }

        await fixture.AddManifestAsync(places);
    }

    private sealed class Mp3Provider(Mp3Audio piece) : ISpeechProvider
    {
        public string Name => "stub";

        public string Fingerprint => "stub";

        public int MostCharacters => 500;

        public Task<Speech> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken)
        {
            int each = piece.Samples / request.Sentences.Count;
            SpokenSentence[] sentences = [.. request.Sentences.Select(s => new SpokenSentence(s, each))];
            sentences[^1] = sentences[^1] with { Samples = piece.Samples - (each * (sentences.Length - 1)) };
            return Task.FromResult(new Speech(piece, sentences));
        }
    }
}
