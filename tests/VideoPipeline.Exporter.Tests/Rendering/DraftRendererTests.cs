using FFMpegCore;
using Microsoft.Extensions.Options;
using SkiaSharp;
using VideoPipeline.Drafts;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Voice;

namespace VideoPipeline.Exporter.Tests.Rendering;

public sealed class DraftRendererTests : IDisposable
{
    private const string Low = "lowpass=f=1300:p=2,lowpass=f=1300:p=2,lowpass=f=1300:p=2";
    private const string High = "highpass=f=1300:p=2,highpass=f=1300:p=2,highpass=f=1300:p=2,highpass=f=1300:p=2";

    private readonly TestDraft draft = new();
    private readonly DraftRenderer renderer = new(Options.Create(new RenderOptions { Preset = RenderPreset.Draft }));

    public void Dispose() => draft.Dispose();

    [Fact]
    public async Task Render_Draft_GivesH264AndAacAsLongAsTheNarration()
    {
        await draft.BuildAsync(3.13, [], SKColors.Red, SKColors.Blue);

        RenderedVideo video = await RenderAsync();

        IMediaAnalysis found = await FFProbe.AnalyseAsync(draft.Video);
        video.NotRendered.Should().BeEmpty();
        video.Duration.TotalSeconds.Should().BeApproximately(3.13, 0.05);
        found.PrimaryVideoStream!.CodecName.Should().Be("h264");
        found.PrimaryVideoStream.PixelFormat.Should().Be("yuv420p");
        (found.PrimaryVideoStream.Width, found.PrimaryVideoStream.Height).Should().Be((320, 180));
        found.PrimaryVideoStream.Duration.TotalSeconds.Should().BeApproximately(3.13, 0.05);
        found.PrimaryAudioStream!.CodecName.Should().Be("aac");
        IndexPosition(draft.Video).Should().BeLessThan(1000, "players begin before they have the whole file");
    }

    [Fact]
    public async Task Render_Presets_SpendMoreOnQualityOneAfterTheOther()
    {
        await draft.BuildAsync(2, [], SKColors.Red);
        draft.Paint("0.png", 160, 90, SKColors.Gray, Noise);
        var sizes = new List<long>();

        foreach (RenderPreset preset in Enum.GetValues<RenderPreset>())
        {
            await new DraftRenderer(Options.Create(new RenderOptions { Preset = preset }))
                .RenderAsync(draft.Folder, draft.Video, new Progress<int>(), CancellationToken.None);
            sizes.Add(new FileInfo(draft.Video).Length);
        }

        sizes.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Render_Pictures_AreShownInTheirTimeWithoutGround()
    {
        await draft.BuildAsync(4, [], SKColors.Red, SKColors.Blue);

        await RenderAsync();

        foreach ((double second, bool red) in ((double, bool)[])[(0, true), (1, true), (3, false), (3.9, false)])
        {
            using SKBitmap frame = await draft.FrameAsync(second);
            SKColor[] corners = [frame.GetPixel(0, 0), frame.GetPixel(319, 0), frame.GetPixel(0, 179), frame.GetPixel(319, 179), frame.GetPixel(160, 90)];
            corners.Should().OnlyContain(c => (red ? c.Red : c.Blue) > 200 && (red ? c.Blue : c.Red) < 60, $"at {second} s");
        }
    }

    [Theory]
    [InlineData("Hello {world}, it's: \\N fine, 100%")]
    [InlineData("公元前二百四十六年，年仅十三岁的嬴政登上秦王之位，随即开始修建自己的陵墓")]
    public async Task Render_Subtitle_IsYellowOnBlackNearTheBottomWhileItLasts(string text)
    {
        await draft.BuildAsync(3, [new SubtitleCue(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), text)], SKColors.DarkBlue);

        await RenderAsync();

        using SKBitmap before = await draft.FrameAsync(0.5);
        using SKBitmap during = await draft.FrameAsync(1.5);
        using SKBitmap after = await draft.FrameAsync(2.5);
        YellowPixels(before).Should().BeEmpty();
        YellowPixels(after).Should().BeEmpty();
        (int X, int Y)[] yellow = [.. YellowPixels(during)];
        yellow.Should().HaveCountGreaterThan(100);
        yellow.Min(p => p.Y).Should().BeGreaterThan(130);
        yellow.Max(p => p.Y).Should().BeLessThan(178);
        yellow.Min(p => p.X).Should().BeGreaterThan(20);
        yellow.Max(p => p.X).Should().BeLessThan(300);
        (yellow.Average(p => p.X) - 160).Should().BeInRange(-20, 20);
    }

    [Fact]
    public async Task Render_Keyframes_MoveThePictureByFractionsOfAPixel()
    {
        // a white half on black moves from the middle eight pixels to the right in two seconds
        draft.Paint("half.png", 640, 180, SKColors.Black, canvas => canvas.DrawRect(0, 0, 320, 180, new SKPaint { Color = SKColors.White }));
        await draft.SpeakAsync(2);
        DraftScript script = Script(2_000_000, out Track track, out Timerange whole);
        script.Add(new PictureMaterial("picture", "half.png", 640, 180));
        track.Add(new PictureSegment("segment", "picture", whole, whole)
        {
            Keyframes =
            [
                new KeyframeList("x", KeyframeProperty.PositionX, [new Keyframe("x0", 0, 0), new Keyframe("x1", 2_000_000, 8 / 160.0)]),
                new KeyframeList("s", KeyframeProperty.ScaleX, [new Keyframe("s0", 0, 2)]),
            ],
        });
        draft.Save(script);

        await RenderAsync();

        // the edge's place to a fraction of a pixel, by how much white a row holds
        foreach (double second in (double[])[0, 0.52, 1.04, 1.48])
        {
            using SKBitmap frame = await draft.FrameAsync(second);
            double edge = Enumerable.Range(0, 320).Sum(x => frame.GetPixel(x, 90).Green / 255.0);
            edge.Should().BeApproximately(160 + (second * 4), 0.3, $"at {second} s");
        }
    }

    [Fact]
    public async Task Render_Dissolve_ShowsBothPicturesInTheMiddle()
    {
        await TransitionAsync(TransitionKind.Dissolve);

        using SKBitmap frame = await draft.FrameAsync(1);
        SKColor middle = frame.GetPixel(160, 90);
        middle.Red.Should().BeInRange(90, 170);
        middle.Blue.Should().BeInRange(90, 170);
    }

    [Fact]
    public async Task Render_SlideLeft_ShowsTheLaterPictureAtTheRight()
    {
        await TransitionAsync(TransitionKind.SlideLeft);

        using SKBitmap frame = await draft.FrameAsync(1);
        frame.GetPixel(40, 90).Red.Should().BeGreaterThan(200);
        frame.GetPixel(280, 90).Blue.Should().BeGreaterThan(200);
    }

    [Fact]
    public async Task Render_FlashBlack_IsDarkInTheMiddle()
    {
        await TransitionAsync(TransitionKind.FlashBlack);

        using SKBitmap frame = await draft.FrameAsync(1);
        frame.GetPixel(160, 90).Red.Should().BeLessThan(40);
        frame.GetPixel(160, 90).Blue.Should().BeLessThan(40);
    }

    [Fact]
    public async Task Render_SoundThatBeginsLater_IsSilentBefore()
    {
        draft.Paint("a.png", 320, 180, SKColors.Green);
        await draft.SpeakAsync(1);
        DraftScript script = Script(3_000_000, out Track track, out Timerange whole);
        script.Add(new PictureMaterial("picture", "a.png", 320, 180));
        script.Add(new AudioMaterial("sound", "audio.mp3", 1_000_000));
        track.Add(new PictureSegment("segment", "picture", whole, whole));
        script.AddTrack("audio", TrackKind.Audio, "").Add(
            new AudioSegment("tone", "sound", new Timerange(1_500_000, 1_000_000), new Timerange(0, 1_000_000), 1));
        draft.Save(script);

        await RenderAsync();

        (await LoudnessAsync(0.2)).Should().BeLessThan(-60);
        (await LoudnessAsync(1.8)).Should().BeGreaterThan(-40);
        (await LoudnessAsync(2.7)).Should().BeLessThan(-60);
    }

    [Fact]
    public async Task Render_MusicUnderTheVoice_IsAsLoudAsTheDraftSaysAndFades()
    {
        draft.Paint("a.png", 320, 180, SKColors.Green);
        await draft.SpeakAsync(12);
        await draft.SpeakAsync(10, "music.wav", hertz: 4000);
        DraftScript script = Script(12_000_000, out Track track, out Timerange whole);
        script.Add(new PictureMaterial("picture", "a.png", 320, 180));
        script.Add(new AudioMaterial("voice", "audio.mp3", 12_000_000));
        track.Add(new PictureSegment("segment", "picture", whole, whole));
        script.AddTrack("narration", TrackKind.Audio, "").Add(new AudioSegment("spoken", "voice", whole, whole, 1));
        AddMusic(script, volume: 0.126, ("one", 1, 7), ("two", 8, 4));
        draft.Save(script);

        await RenderAsync();

        double voice = await LoudnessAsync(5, Low);
        (await LoudnessAsync(5, High) - voice).Should().BeApproximately(-18, 0.5);
        (await LoudnessAsync(9.8, High) - voice).Should().BeApproximately(-18, 0.5, "the second piece begins at its file's beginning");
        (await LoudnessAsync(0.5, High) - voice).Should().BeLessThan(-45, "the music begins later");
        (await LoudnessAsync(1.9, High) - voice).Should().BeApproximately(-24, 0.7, "it is half way in");
        (await LoudnessAsync(10.9, High) - voice).Should().BeApproximately(-24, 0.7, "it is half way out");
        (await LoudnessAsync(11.8, Low) - voice).Should().BeApproximately(0, 0.5, "the voice does not fade");
    }

    [Fact]
    public async Task Render_Always_TellsItsProgressAndLeavesOnlyTheVideo()
    {
        var told = new List<int>();
        await draft.BuildAsync(3, [], SKColors.Red);

        await renderer.RenderAsync(draft.Folder, draft.Video, new Recorder(told), CancellationToken.None);

        told.Should().NotBeEmpty().And.BeInAscendingOrder().And.OnlyContain(percent => percent >= 0 && percent <= 100);
        Entries().Should().BeEquivalentTo("draft", "video.mp4");
    }

    [Fact]
    public async Task Render_Cancelled_KillsFfmpegAndLeavesNothing()
    {
        await draft.BuildAsync(120, [], SKColors.Red, SKColors.Blue);
        using var cancellation = new CancellationTokenSource();

        // cancelled when ffmpeg has told of its first frames, so it is running
        Func<Task> act = () => renderer.RenderAsync(draft.Folder, draft.Video, new Canceller(cancellation), cancellation.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
        Entries().Should().BeEquivalentTo("draft");
    }

    [Fact]
    public async Task Render_PictureIsMissing_SaysWhichOneAndLeavesNothing()
    {
        await draft.BuildAsync(2, [], SKColors.Red, SKColors.Blue);
        File.Delete(Path.Combine(draft.Media, "1.png"));

        Func<Task> act = RenderAsync;

        await act.Should().ThrowAsync<RenderFailedException>().WithMessage("*1.png*");
        Entries().Should().BeEquivalentTo("draft");
    }

    [Fact]
    public async Task Render_PictureThatUnpacksHugely_IsRefusedBeforeItIsDecoded()
    {
        await draft.BuildAsync(2, [], SKColors.Red);
        using (var huge = new SKBitmap(8001, 8000, SKColorType.Gray8, SKAlphaType.Opaque))
        using (SKData png = huge.Encode(SKEncodedImageFormat.Png, 0))
        {
            await File.WriteAllBytesAsync(Path.Combine(draft.Media, "0.png"), png.ToArray());
        }

        Func<Task> act = RenderAsync;

        await act.Should().ThrowAsync<RenderFailedException>().WithMessage("*0.png has 8001 x 8000 pixels*");
        Entries().Should().BeEquivalentTo("draft");
    }

    [Fact]
    public async Task Render_SoundIsNoSound_HasFfmpegsLogInItsMessage()
    {
        await draft.BuildAsync(2, [], SKColors.Red);
        await File.WriteAllTextAsync(Path.Combine(draft.Media, "audio.mp3"), "this is no sound");

        Func<Task> act = RenderAsync;

        await act.Should().ThrowAsync<RenderFailedException>().WithMessage("*exit code*audio.mp3*");
    }

    [Fact]
    public async Task Render_FolderWithoutDraft_IsRefused()
    {
        Func<Task> act = RenderAsync;

        await act.Should().ThrowAsync<DraftInvalidException>().WithMessage("*draft_content.json*");
    }

    private static DraftScript Script(long duration, out Track track, out Timerange whole)
    {
        var script = new DraftScript("DRAFT", "draft", TestDraft.Canvas, 25);
        track = script.AddTrack("video", TrackKind.Video, "");
        whole = new Timerange(0, duration);
        return script;
    }

    private static IEnumerable<(int X, int Y)> YellowPixels(SKBitmap frame) =>
        from x in Enumerable.Range(0, frame.Width)
        from y in Enumerable.Range(0, frame.Height)
        let color = frame.GetPixel(x, y)
        where color.Red > 150 && color.Green > 120 && color.Blue < 100
        select (x, y);

    private static int IndexPosition(string video) => File.ReadAllBytes(video).AsSpan().IndexOf("moov"u8);

    private Task<RenderedVideo> RenderAsync() => renderer.RenderAsync(draft.Folder, draft.Video, new Recorder([]), CancellationToken.None);

    private IEnumerable<string?> Entries() => Directory.EnumerateFileSystemEntries(draft.Root).Select(Path.GetFileName);

    // red and blue for a second each, with a transition of 0.8 s around the cut
    private async Task TransitionAsync(TransitionKind kind)
    {
        draft.Paint("red.png", 320, 180, SKColors.Red);
        draft.Paint("blue.png", 320, 180, SKColors.Blue);
        DraftScript script = Script(1_000_000, out Track track, out Timerange first);
        script.Add(new PictureMaterial("red", "red.png", 320, 180));
        script.Add(new PictureMaterial("blue", "blue.png", 320, 180));
        script.Add(new TransitionMaterial("transition", kind, 800_000));
        track.Add(new PictureSegment("one", "red", first, first) { References = ["transition"] });
        track.Add(new PictureSegment("two", "blue", new Timerange(1_000_000, 1_000_000), first));
        draft.Save(script);
        await RenderAsync();
    }

    // fades of two seconds at both ends
    private static void AddMusic(DraftScript script, double volume, params (string Id, int Start, int Seconds)[] pieces)
    {
        script.Add(new AudioMaterial("music", "music.wav", 10_000_000));
        Track track = script.AddTrack("background", TrackKind.Audio, "");
        foreach ((string id, int start, int seconds) in pieces)
        {
            script.Add(new AudioFadeMaterial($"{id}-fade", id == "one" ? 2_000_000 : 0, id == "two" ? 2_000_000 : 0));
            var heard = new Timerange(start * 1_000_000L, seconds * 1_000_000L);
            track.Add(new AudioSegment(id, "music", heard, new Timerange(0, heard.Duration), volume) { References = [$"{id}-fade"] });
        }
    }

    private async Task<double> LoudnessAsync(double second, string filter = "anull")
    {
        var log = new System.Text.StringBuilder();
        await CliWrap.Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-hide_banner", "-ss", second.ToString(System.Globalization.CultureInfo.InvariantCulture), "-t", "0.2", "-i", draft.Video, "-af", $"{filter},volumedetect", "-f", "null", "-"])
            .WithStandardErrorPipe(CliWrap.PipeTarget.ToStringBuilder(log))
            .ExecuteAsync();
        string found = System.Text.RegularExpressions.Regex.Match(log.ToString(), @"mean_volume: (-?[\d.]+) dB").Groups[1].Value;
        return double.Parse(found, System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Recorder(List<int> told) : IProgress<int>
    {
        public void Report(int value) => told.Add(value);
    }

    private sealed class Canceller(CancellationTokenSource cancellation) : IProgress<int>
    {
        public void Report(int value) => cancellation.Cancel();
    }

    private static void Noise(SKCanvas canvas)
    {
        var random = new Random(1);
        using var paint = new SKPaint();
        for (int i = 0; i < 4000; i++)
        {
            paint.Color = new SKColor((uint)random.Next() | 0xff000000);
            canvas.DrawRect(random.Next(160), random.Next(90), 3, 3, paint);
        }
    }
}
