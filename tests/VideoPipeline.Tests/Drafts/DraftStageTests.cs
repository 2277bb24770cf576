using System.IO.Compression;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SkiaSharp;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Voice;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Drafts;

public sealed class DraftStageTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private RunKey run = new(PipelineInstanceId.Create("creator", "video"), RunId.New(TimeProvider.System));
    private ServiceProvider services = null!;
    private ArtifactStore store = null!;
    private DraftStage stage = null!;

    public async Task InitializeAsync()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Drafts:CanvasWidth", "320"), new("Drafts:CanvasHeight", "180"), new("DRAFT_LOCAL_DIR", "D:\\Drafts")])
            .Build();
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new BlobServiceClient(azurite.ConnectionString))
            .AddSingleton(Options.Create(new ArtifactStoreOptions { Prefix = $"t{Guid.NewGuid():N}"[..12] }))
            .AddSingleton<ArtifactStore>()
            .AddSingleton<WorkFolders>()
            .AddDrafts(configuration)
            .BuildServiceProvider();
        store = services.GetRequiredService<ArtifactStore>();
        stage = services.GetRequiredService<DraftStage>();
        await StoreEarlierStagesAsync("sound"u8.ToArray(), TimeSpan.FromSeconds(20));
    }

    public async Task DisposeAsync() => await services.DisposeAsync();

    [Fact]
    public async Task Build_WithoutGallery_ShowsACardForEachChapterUntilTheNarrationEnds()
    {
        DraftManifest manifest = await stage.BuildAsync(Order(gallery: null), CancellationToken.None);

        DraftScript script = (await UnpackedAsync(manifest)).Script;
        manifest.Duration.Should().Be(TimeSpan.FromSeconds(20));
        manifest.DraftName.Should().Be(run.Run.Value.ToString("N"));
        Segments(script, TrackKind.Video).Select(s => (s.Target.Start, s.Target.End)).Should().Equal((0, 8_000_000), (8_000_000, 20_000_000));
        Segments(script, TrackKind.Audio).Single().Target.Should().Be(new Timerange(0, 20_000_000));
        Segments(script, TrackKind.Text).Select(s => ((TextMaterial)script.Find(s.MaterialId)!).Text).Should().Equal("Hello there.", "再见。");
    }

    [Fact]
    public async Task Build_Draft_IsAZipOfTheFolderWithItsMedia()
    {
        DraftManifest manifest = await stage.BuildAsync(Order(gallery: null), CancellationToken.None);

        using ZipArchive zip = await OpenAsync(manifest);
        zip.Entries.Select(entry => entry.FullName).Should().Equal(
            "draft_content.json", "draft_meta_info.json", "materials/audio.mp3", "materials/picture_001.jpg", "materials/picture_002.jpg");
        using Stream content = zip.GetEntry("draft_content.json")!.Open();
        using Stream meta = zip.GetEntry("draft_meta_info.json")!.Open();
        JsonNode card = (await JsonNode.ParseAsync(meta))!;
        card["draft_id"]!.GetValue<string>().Should().Be((await JsonNode.ParseAsync(content))!["id"]!.GetValue<string>());
        card["draft_fold_path"]!.GetValue<string>().Should().Be($"D:/Drafts/{manifest.DraftName}");
        card["tm_draft_create"]!.GetValue<long>().Should().BeGreaterThan(1_700_000_000_000_000);
    }

    [Fact]
    public async Task Galleries_AreListedWithWhatCounts()
    {
        await UploadAsync("trip", "b.png", Png(100, 50));
        await UploadAsync("trip", "a.png", Png(60, 60));
        await UploadAsync("trip", "notes.txt", "not a picture"u8.ToArray());
        await UploadAsync("empty", "notes.txt", "not a picture"u8.ToArray());

        IReadOnlyList<GallerySummary> found = await services.GetRequiredService<GalleryCatalog>().ListAsync(default);

        GallerySummary trip = found.Should().ContainSingle().Subject;
        (trip.Name, trip.Pictures).Should().Be(("trip", 2));
        trip.UpdatedAt.Should().BeOnOrAfter(trip.CreatedAt);
    }

    [Fact]
    public async Task Pictures_OfTheDraft_AreReadOneByOne()
    {
        await stage.BuildAsync(Order(gallery: null), CancellationToken.None);
        DraftPictureFiles pictures = services.GetRequiredService<DraftPictureFiles>();

        IReadOnlyList<DraftPicture> found = await pictures.ListAsync(run, default);

        found.Select(p => p.Name).Should().Equal("pictures/1.jpg", "pictures/2.jpg");
        await using OpenPicture open = (await pictures.OpenAsync(run, "pictures/2.jpg", default))!;
        using SKBitmap picture = SKBitmap.Decode((await BinaryData.FromStreamAsync(open.Content)).ToArray());
        (picture.Width * 9).Should().Be(picture.Height * 16).And.BePositive();
        (await pictures.OpenAsync(run, "pictures/3.jpg", default)).Should().BeNull();
    }

    [Fact]
    public async Task Build_WithGallery_ShowsEachPictureForItsTimeAndCutsTheLast()
    {
        await UploadAsync("trip", "b.png", Png(100, 50));
        await UploadAsync("trip", "a.png", Png(60, 60));
        await UploadAsync("trip", "notes.txt", "not a picture"u8.ToArray());

        DraftManifest manifest = await stage.BuildAsync(Order("trip"), CancellationToken.None);

        DraftScript script = (await UnpackedAsync(manifest)).Script;
        Segments(script, TrackKind.Video).Select(s => s.Target.Duration).Should().Equal(7_000_000, 7_000_000, 6_000_000);
        script.Materials.OfType<PictureMaterial>().Select(p => (p.Width, p.Height)).Should().BeEquivalentTo([(100, 50), (60, 60)]);
    }

    [Fact]
    public async Task Build_WithoutSubtitles_HasNoTexts()
    {
        DraftManifest manifest = await stage.BuildAsync(Order(gallery: null) with { Subtitles = false }, CancellationToken.None);

        (await UnpackedAsync(manifest)).Script.Materials.OfType<TextMaterial>().Should().BeEmpty();
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("../drafts")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Build_GalleryThatDoesNotExist_FailsTheStage(string gallery)
    {
        Func<Task> act = () => stage.BuildAsync(Order(gallery), CancellationToken.None);

        (await act.Should().ThrowAsync<GalleryNotFoundException>()).Which.Code.Should().Be("gallery-not-found");
    }

    [Fact]
    public async Task Build_WithMusic_LoopsItUntilTheNarrationEndsAtItsDistanceFromTheVoice()
    {
        // as samples, which keep the level to a hundredth of a decibel
        await StoreEarlierStagesAsync(await Media.ToneAsync(seconds: 25, decibels: -10, "wav"), TimeSpan.FromSeconds(25));
        await UploadAsync("calm", "a.WAV", await Media.ToneAsync(seconds: 11, decibels: -24, "wav"));
        await UploadAsync("calm", "picture.png", Png(10, 10));

        DraftManifest manifest = await stage.BuildAsync(Order(gallery: null) with { Music = "calm" }, CancellationToken.None);

        DraftScript script = (await UnpackedAsync(manifest)).Script;
        Track music = script.Tracks.Where(track => track.Kind == TrackKind.Audio).Last();
        music.Segments.Select(s => (s.Target.Start, s.Target.End)).Should().Equal((0, 11_000_000), (11_000_000, 22_000_000), (22_000_000, 25_000_000));
        script.Materials.OfType<AudioMaterial>().Select(m => m.FileName).Should().Equal("audio.mp3", "music_001.wav");
        double played = -24 + (20 * Math.Log10(((AudioSegment)music.Segments[0]).Volume));
        played.Should().BeApproximately(-10 - 18, 0.15);
        Enumerable.Range(0, 3).Select(i => (music.FadeOf(i)!.FadeIn, music.FadeOf(i)!.FadeOut)).Should().Equal(
            (2_000_000, 1_000_000), (1_000_000, 1_000_000), (1_000_000, 1_500_000));
        manifest.Duration.Should().Be(TimeSpan.FromSeconds(25));
    }

    [Theory]
    [InlineData("m4a")]
    [InlineData("mp3")]
    public async Task Build_WithMusicOfAnyFormat_KnowsItsLength(string format)
    {
        await StoreEarlierStagesAsync(await Media.ToneAsync(seconds: 12, decibels: -10, "mp3"), TimeSpan.FromSeconds(12));
        await UploadAsync("band", $"a.{format}", await Media.ToneAsync(seconds: 15, decibels: -20, format));

        DraftManifest manifest = await stage.BuildAsync(Order(gallery: null) with { Music = "band" }, CancellationToken.None);

        AudioMaterial music = (await UnpackedAsync(manifest)).Script.Materials.OfType<AudioMaterial>().Last();
        music.Duration.Should().BeInRange(14_950_000, 15_150_000);
    }

    [Theory]
    [InlineData("playlist.mp3", "#EXTM3U\n#EXTINF:20,\nfile:///etc/hostname\n", "*playlist.mp3*decoded*")]
    [InlineData("list.wav", "ffconcat version 1.0\nfile other.wav\n", "*list.wav*decoded*")]
    public async Task Build_MusicThatIsNone_IsRefusedByName(string name, string content, string message)
    {
        await StoreEarlierStagesAsync(await Media.ToneAsync(seconds: 2, decibels: -10, "mp3"), TimeSpan.FromSeconds(2));
        await UploadAsync("bad", name, System.Text.Encoding.UTF8.GetBytes(content));

        Func<Task> act = () => stage.BuildAsync(Order(gallery: null) with { Music = "bad" }, CancellationToken.None);

        await act.Should().ThrowAsync<MusicUnreadableException>().WithMessage(message);
    }

    [Fact]
    public async Task Build_MusicTooShortToLoop_IsRefused()
    {
        await StoreEarlierStagesAsync(await Media.ToneAsync(seconds: 2, decibels: -10, "mp3"), TimeSpan.FromSeconds(2));
        await UploadAsync("jingle", "a.wav", await Media.ToneAsync(seconds: 3, decibels: -10, "wav"));

        Func<Task> act = () => stage.BuildAsync(Order(gallery: null) with { Music = "jingle" }, CancellationToken.None);

        await act.Should().ThrowAsync<MusicUnreadableException>().WithMessage("*shorter*");
    }

    [Fact]
    public async Task Build_GalleryWithoutMusic_FailsTheStage()
    {
        await UploadAsync("quiet", "a.png", Png(10, 10));

        Func<Task> act = () => stage.BuildAsync(Order(gallery: null) with { Music = "quiet" }, CancellationToken.None);

        await act.Should().ThrowAsync<GalleryNotFoundException>().WithMessage("*quiet*no music*");
    }

    [Fact]
    public async Task Build_Again_ReturnsWhatIsStored()
    {
        DraftManifest first = await stage.BuildAsync(Order(gallery: null), CancellationToken.None);

        DraftManifest second = await stage.BuildAsync(Order(gallery: null), CancellationToken.None);

        second.Should().Be(first);
    }

    [Fact]
    public async Task Build_ByTwoAttemptsAtOnce_GivesBothTheSameDraft()
    {
        DraftManifest[] both = await Task.WhenAll(
            stage.BuildAsync(Order(gallery: null), CancellationToken.None), stage.BuildAsync(Order(gallery: null), CancellationToken.None));

        both[0].Should().Be(both[1]);
    }

    [Fact]
    public async Task Build_Always_LeavesNoTemporaryFolder()
    {
        await stage.BuildAsync(Order(gallery: null), CancellationToken.None);

        Directory.GetDirectories(Path.GetTempPath(), $"draft-{run.Run.Value:N}-*").Should().BeEmpty();
    }

    [Fact]
    public async Task Build_BeforeTheNarration_IsNoFailureOfTheStage()
    {
        var other = new RunKey(run.Pipeline, RunId.New(TimeProvider.System));

        Func<Task> act = () => stage.BuildAsync(Order(gallery: null) with { Run = other }, CancellationToken.None);

        await act.Should().ThrowAsync<InvalidOperationException>();
    }

    private static IReadOnlyList<Segment> Segments(DraftScript script, TrackKind kind) => script.Tracks.Single(track => track.Kind == kind).Segments;

    private static byte[] Png(int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Teal);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private DraftOrder Order(string? gallery) => new(run, gallery, TimeSpan.FromSeconds(7), Subtitles: true);

    // a run of its own: artifacts are written once
    private async Task StoreEarlierStagesAsync(byte[] narration, TimeSpan duration)
    {
        run = run with { Run = RunId.New(TimeProvider.System) };
        ArtifactReference story = await AddAsync(ArtifactKind.Story, ArtifactNames.Story, "Hello there. 再见。");
        ArtifactReference audio = await store.AddAsync(
            ArtifactKind.Voice, run, ArtifactNames.Audio, BinaryData.FromBytes(narration), CancellationToken.None);
        ArtifactReference subtitles = await AddAsync(
            ArtifactKind.Voice, ArtifactNames.Subtitles, "1\n00:00:00,500 --> 00:00:04,000\nHello there.\n\n2\n00:00:09,000 --> 00:00:12,000\n再见。\n");
        await store.AddJsonAsync(
            ArtifactKind.Story, run, ArtifactNames.Manifest, new StoryManifest("Greetings", "en", [], story, story, story), CancellationToken.None);
        VoiceChapter[] chapters = [new("Hello", TimeSpan.Zero), new("Goodbye", TimeSpan.FromSeconds(8))];
        await store.AddJsonAsync(
            ArtifactKind.Voice, run, ArtifactNames.Manifest, new VoiceManifest(duration, "en", chapters, audio, subtitles), CancellationToken.None);
    }

    private Task<ArtifactReference> AddAsync(ArtifactKind kind, string name, string text) =>
        store.AddAsync(kind, run, name, BinaryData.FromString(text), CancellationToken.None);

    private async Task UploadAsync(string gallery, string name, byte[] content)
    {
        BlobContainerClient container = services.GetRequiredService<BlobServiceClient>()
            .GetBlobContainerClient(services.GetRequiredService<Gallery>().Container);
        await container.CreateIfNotExistsAsync();
        await container.UploadBlobAsync($"{gallery}/{name}", BinaryData.FromBytes(content));
    }

    private async Task<ZipArchive> OpenAsync(DraftManifest manifest) =>
        new((await store.ReadAsync(manifest.Draft, CancellationToken.None)).ToStream(), ZipArchiveMode.Read);

    private async Task<DraftReading> UnpackedAsync(DraftManifest manifest)
    {
        using ZipArchive zip = await OpenAsync(manifest);
        using Stream content = zip.GetEntry(DraftFiles.Content)!.Open();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return DraftReader.Read(bytes.ToArray());
    }
}
