using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Story;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice;

/// <summary>The voice stage on a real Azurite with the real espeak-ng and ffmpeg.</summary>
public sealed class VoiceStageTests(Azurite azurite) : IClassFixture<Azurite>
{
    [Theory]
    [InlineData("molasses-flood.srt", NarratorGender.Female)]
    [InlineData("terracotta-army.txt", NarratorGender.Male)]
    public async Task AssembleAsync_SampleStory_GivesNarrationAndSubtitlesOfOneLength(string sample, NarratorGender gender)
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, sample);
        var order = new VoiceOrder(fixture.Run, gender);

        VoiceManifest manifest = await fixture.SpeakAsync(order);

        using TempFile mp3 = await fixture.DownloadAsync(manifest.Audio);
        double decoded = await Media.DecodedSecondsAsync(mp3.Path);
        double loudness = await Media.LoudnessAsync(mp3.Path);
        SrtDocument srt = await fixture.SubtitlesAsync(manifest);
        manifest.Duration.TotalSeconds.Should().BeInRange(60, 400);
        decoded.Should().BeApproximately(manifest.Duration.TotalSeconds, 0.03);
        loudness.Should().BeApproximately(-16, 1);
        (await Media.PeakAsync(mp3.Path)).Should().BeLessThan(-0.5, "a lossy codec would clip what is at full scale");
        srt.Cues[^1].End.TotalSeconds.Should().BeApproximately(decoded, 0.05);
        AssertReadable(srt);
        double[] speechBegins = await Media.SilenceEndsAsync(mp3.Path);
        foreach ((double start, double voice) in await SentenceStartsAsync(fixture))
        {
            srt.Cues.Should().Contain(c => Math.Abs(c.Start.TotalSeconds - start) < 0.05, "a sentence's cue begins with its audio");
            speechBegins.Select(s => Math.Abs(s - voice)).Min().Should().BeLessThan(0.05, "so it is in the mp3, for the sentence at {0} s", start);
        }
    }

    [Fact]
    public async Task AssembleAsync_SampleStory_SubtitlesAreTheStory()
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "molasses-flood.srt");

        VoiceManifest manifest = await fixture.SpeakAsync(new VoiceOrder(fixture.Run, NarratorGender.Female));

        SrtDocument srt = await fixture.SubtitlesAsync(manifest);
        string shown = string.Join(' ', srt.Cues.Select(c => c.Text));
        Words(shown).Should().Equal(Words(await fixture.StoryTextAsync()));
    }

    [Fact]
    public async Task AssembleAsync_SampleStory_ChaptersBeginWhereTheirFirstCueDoes()
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "molasses-flood.srt");

        VoiceManifest manifest = await fixture.SpeakAsync(new VoiceOrder(fixture.Run, NarratorGender.Female));

        StoryManifest story = await fixture.StoryManifestAsync();
        SrtDocument srt = await fixture.SubtitlesAsync(manifest);
        manifest.Chapters.Select(c => c.Title).Should().Equal(story.Chapters.Select(c => c.Title));
        manifest.Chapters[0].Start.Should().Be(TimeSpan.Zero);
        manifest.Chapters.Should().OnlyContain(c => srt.Cues.Any(cue => (cue.Start - c.Start).Duration() < TimeSpan.FromMilliseconds(2)));
        manifest.Chapters.Select(c => c.Start).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task SpeakChunkAsync_Chunk_IsOneBlobWithAudioAndItsTiming()
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "short");

        await fixture.Voice.SpeakChunkAsync(new VoiceOrder(fixture.Run, NarratorGender.Male), 1, default);

        (await fixture.BlobNamesAsync(ArtifactKind.Voice)).Should().Equal("parts/chunk-0001.zip");
        using ZipArchive zip = await fixture.OpenZipAsync("parts/chunk-0001.zip");
        zip.Entries.Select(e => e.FullName).Should().Equal("audio.wav", "sentences.json");
    }

    [Fact]
    public async Task SpeakChunkAsync_SpokenChunk_KeepsTheFirstAttempt()
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "short");
        await fixture.Voice.SpeakChunkAsync(new VoiceOrder(fixture.Run, NarratorGender.Male), 0, default);
        BinaryData first = await fixture.ReadAsync(ArtifactKind.Voice, "parts/chunk-0000.zip");

        await fixture.Voice.SpeakChunkAsync(new VoiceOrder(fixture.Run, NarratorGender.Female), 0, default);

        (await fixture.ReadAsync(ArtifactKind.Voice, "parts/chunk-0000.zip")).ToArray().Should().Equal(first.ToArray());
    }

    [Fact]
    public async Task AssembleAsync_AfterACrashWithOnlyTheAudioStored_CompletesTheSet()
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "short");
        var order = new VoiceOrder(fixture.Run, NarratorGender.Female);
        VoiceManifest whole = await fixture.SpeakAsync(order);
        string srt = (await fixture.SubtitlesAsync(whole)).ToString();
        await fixture.DeleteAsync(ArtifactKind.Voice, ArtifactNames.Manifest);
        await fixture.DeleteAsync(ArtifactKind.Voice, ArtifactNames.Subtitles);

        VoiceManifest again = await fixture.SpeakAsync(order);

        again.Should().BeEquivalentTo(whole);
        (await fixture.SubtitlesAsync(again)).ToString().Should().Be(srt);
    }

    [Fact]
    public async Task AssembleAsync_TwoAtOnce_GiveOneSet()
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "short");
        var order = new VoiceOrder(fixture.Run, NarratorGender.Female);
        int chunks = await fixture.SpeakChunksAsync(order);

        VoiceManifest[] manifests = await Task.WhenAll(
            fixture.Voice.AssembleAsync(order, chunks, default), fixture.Voice.AssembleAsync(order, chunks, default));

        manifests[1].Should().BeEquivalentTo(manifests[0]);
        (await fixture.ReadAsync(ArtifactKind.Voice, ArtifactNames.Audio)).ToMemory().Length.Should().Be((int)manifests[0].Audio.Length);
    }

    [Fact]
    public async Task AssembleAsync_FailedOrNot_LeavesNoFiles()
    {
        using TempFolder work = new();
        await using StageFixture fixture = await StageFixture.WithStoryAsync(
            azurite, "short", work: work.Path);
        var order = new VoiceOrder(fixture.Run, NarratorGender.Female);
        VoicePlan plan = await fixture.Voice.PlanAsync(order, default);
        Func<Task> tooEarly = () => fixture.Voice.AssembleAsync(order, plan.Chunks, default);
        await tooEarly.Should().ThrowAsync<InvalidOperationException>();

        await fixture.SpeakAsync(order);

        Directory.EnumerateFiles(work.Path, "*.*", SearchOption.AllDirectories).Should().OnlyContain(f => f.EndsWith(".lock"));
    }

    [Fact]
    public async Task AssembleAsync_MissingChunk_SaysWhichOne()
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "short");
        var order = new VoiceOrder(fixture.Run, NarratorGender.Female);
        VoicePlan plan = await fixture.Voice.PlanAsync(order, default);
        await fixture.Voice.SpeakChunkAsync(order, 0, default);

        Func<Task> assemble = () => fixture.Voice.AssembleAsync(order, plan.Chunks, default);

        await assemble.Should().ThrowAsync<InvalidOperationException>().WithMessage("Chunk 1 of the narration*parts/chunk-0001.zip*");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(999)]
    public async Task SpeakChunkAsync_ChunkThatIsNotPlanned_IsAnOrdinaryException(int chunk)
    {
        await using StageFixture fixture = await StageFixture.WithStoryAsync(azurite, "short");

        Func<Task> speak = () => fixture.Voice.SpeakChunkAsync(new VoiceOrder(fixture.Run, NarratorGender.Female), chunk, default);

        await speak.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task PlanAsync_StoryNotFinished_IsAnOrdinaryException()
    {
        await using StageFixture fixture = StageFixture.Create(azurite);

        Func<Task> plan = () => fixture.Voice.PlanAsync(new VoiceOrder(fixture.Run, NarratorGender.Female), default);

        await plan.Should().ThrowAsync<InvalidOperationException>().WithMessage("*story*not finished*");
    }

    [Fact]
    public async Task AssembleAsync_WithoutFfmpeg_SaysHowToInstallIt()
    {
        using TempFolder empty = new();
        await using StageFixture fixture = await StageFixture.WithStoryAsync(
            azurite, "short", new VoiceOptions { FfmpegFolder = empty.Path });

        Func<Task> speak = () => fixture.SpeakAsync(new VoiceOrder(fixture.Run, NarratorGender.Female));

        (await speak.Should().ThrowAsync<ToolMissingException>().WithMessage("ffmpeg is not installed*apt-get install ffmpeg*"))
            .Which.Code.Should().Be("tool-missing");
    }

    // By the lengths of the pieces: where each sentence begins, and where in it the voice does. Without the first, which no silence comes before.
    private static async Task<IReadOnlyList<(double Start, double Voice)>> SentenceStartsAsync(StageFixture fixture)
    {
        var starts = new List<(double, double)>();
        double at = 0;
        foreach (string chunk in (await fixture.BlobNamesAsync(ArtifactKind.Voice)).Where(n => n.StartsWith("parts/")).Order(StringComparer.Ordinal))
        {
            Speech speech = await SpokenChunk.UnpackAsync(await fixture.ReadAsync(ArtifactKind.Voice, chunk), default);
            double rate = speech.Audio.SampleRate;
            short[] samples = MemoryMarshal.Cast<byte, short>(((PcmAudio)speech.Audio).Data.Span).ToArray();
            int first = 0;
            foreach (SpokenSentence sentence in speech.Sentences)
            {
                int quiet = samples.Skip(first).TakeWhile(s => Math.Abs((int)s) < 60).Count();
                starts.Add((at, at + (quiet / rate)));
                at += sentence.Samples / rate;
                first += sentence.Samples;
            }
        }

        return starts[1..];
    }

    private static void AssertReadable(SrtDocument srt)
    {
        srt.Cues.Zip(srt.Cues.Skip(1)).Should().OnlyContain(pair => pair.First.End <= pair.Second.Start);
        srt.Cues.Should().OnlyContain(c => c.End - c.Start >= TimeSpan.FromSeconds(1) && c.End - c.Start <= TimeSpan.FromSeconds(7));
        srt.Cues.Select(c => c.Text.Split('\n')).Should().OnlyContain(lines => lines.Length <= 2);
        srt.Cues.SelectMany(c => c.Text.Split('\n')).Should().OnlyContain(line => Columns.Of(line) <= 42);
    }

    private static string[] Words(string text) => [.. Regex.Matches(text, @"[\w'’-]+[^\w\s]*").Select(m => m.Value)];
}
