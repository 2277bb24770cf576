using CsCheck;
using VideoPipeline.Drafts;

namespace VideoPipeline.Tests.Drafts;

public sealed class DraftScriptTests
{
    [Fact]
    public void Add_SegmentsInAnyOrder_NeverLetsTwoOfATrackOverlap() =>
        Gen.Select(Gen.Long[0, 50], Gen.Long[1, 20]).Array[1, 12].Sample(ranges =>
        {
            Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Video, "");
            foreach ((long start, long duration) in ranges)
            {
                try
                {
                    track.Add(DraftSamples.Picture($"s{Guid.NewGuid()}", start, duration));
                }
                catch (DraftInvalidException)
                {
                    // refused: the track must be as it was
                }
            }

            Timerange[] kept = [.. track.Segments.Select(segment => segment.Target)];
            return kept.Length > 0 && kept.Zip(kept.Skip(1)).All(pair => !pair.First.Overlaps(pair.Second) && pair.First.Start < pair.Second.Start);
        });

    [Fact]
    public void Overlaps_AnyTwoRanges_IsWhetherTheyShareAMicrosecond() =>
        Gen.Select(Gen.Long[0, 30], Gen.Long[1, 30], Gen.Long[0, 30], Gen.Long[1, 30]).Sample((s1, d1, s2, d2) =>
        {
            IEnumerable<long> shared = Enumerable.Range((int)s1, (int)d1).Intersect(Enumerable.Range((int)s2, (int)d2)).Select(i => (long)i);
            return new Timerange(s1, d1).Overlaps(new Timerange(s2, d2)) == shared.Any();
        });

    [Fact]
    public void Add_SegmentBeginningBeforeTheLastOneEnds_IsRefused()
    {
        Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Video, "");
        track.Add(DraftSamples.Picture("first", 0, 1_000_000));

        Action act = () => track.Add(DraftSamples.Picture("second", 999_999, 1_000_000));

        act.Should().Throw<DraftInvalidException>().WithMessage("*second*999999*");
        track.Segments.Should().ContainSingle();
    }

    [Fact]
    public void Add_SourceLongerThanTheSound_IsRefused()
    {
        Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Audio, "");
        var range = new Timerange(0, 5_000_001);

        Action act = () => track.Add(new AudioSegment("segment", "sound", range, range, 1));

        act.Should().Throw<DraftInvalidException>().WithMessage("*5000000*");
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(10.1)]
    [InlineData(double.NaN)]
    public void Add_VolumeThatJianYingDoesNotOffer_IsRefused(double volume)
    {
        Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Audio, "");
        var range = new Timerange(0, 1);

        Action act = () => track.Add(new AudioSegment("segment", "sound", range, range, volume));

        act.Should().Throw<DraftInvalidException>().WithMessage("*volume*");
    }

    [Fact]
    public void Add_TwoFades_IsRefused()
    {
        DraftScript script = DraftSamples.Bare();
        string[] fades = [script.Add(new AudioFadeMaterial("one", 1, 0)).Id, script.Add(new AudioFadeMaterial("two", 0, 1)).Id];
        Track track = script.AddTrack("track", TrackKind.Audio, "");
        var range = new Timerange(0, 1);

        Action act = () => track.Add(new AudioSegment("segment", "sound", range, range, 1) { References = fades });

        act.Should().Throw<DraftInvalidException>().WithMessage("*fades*");
    }

    [Fact]
    public void Add_UnknownMaterial_IsRefused()
    {
        Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Video, "");

        Action act = () => track.Add(DraftSamples.Picture("segment", 0, 1) with { MaterialId = "nothing" });

        act.Should().Throw<DraftInvalidException>().WithMessage("*nothing*");
    }

    [Fact]
    public void Add_DanglingReference_IsRefused()
    {
        Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Video, "");

        Action act = () => track.Add(DraftSamples.Picture("segment", 0, 1) with { References = ["nowhere"] });

        act.Should().Throw<DraftInvalidException>().WithMessage("*nowhere*");
    }

    [Fact]
    public void Add_SoundOnAVideoTrack_IsRefused()
    {
        Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Video, "");
        var range = new Timerange(0, 1);

        Action act = () => track.Add(new AudioSegment("segment", "sound", range, range, 1));

        act.Should().Throw<DraftInvalidException>();
    }

    [Fact]
    public void Add_IdThatIsTaken_IsRefused()
    {
        DraftScript script = DraftSamples.Bare();

        Action act = () => script.Add(new SpeedMaterial("sound"));

        act.Should().Throw<DraftInvalidException>().WithMessage("*sound*twice*");
    }

    [Fact]
    public void Add_KeyframeOutsideTheSegment_IsRefused()
    {
        Track track = DraftSamples.Bare().AddTrack("track", TrackKind.Video, "");
        var late = new KeyframeList("list", KeyframeProperty.ScaleX, [new Keyframe("frame", 11, 1)]);

        Action act = () => track.Add(DraftSamples.Picture("segment", 0, 10) with { Keyframes = [late] });

        act.Should().Throw<DraftInvalidException>().WithMessage("*ScaleX*");
    }

    [Fact]
    public void Add_SegmentAfterAGap_IsRefusedWhenATransitionLeadsThere()
    {
        DraftScript script = DraftSamples.Bare();
        script.Add(new TransitionMaterial("transition", TransitionKind.Dissolve, 5));
        Track track = script.AddTrack("track", TrackKind.Video, "");
        track.Add(DraftSamples.Picture("first", 0, 10) with { References = ["transition"] });

        Action act = () => track.Add(DraftSamples.Picture("second", 11, 10));

        act.Should().Throw<DraftInvalidException>().WithMessage("*gap*");
    }

    [Fact]
    public void Complete_LongerThanADay_IsRefused()
    {
        DraftScript script = DraftSamples.Bare();
        script.AddTrack("track", TrackKind.Video, "").Add(DraftSamples.Picture("first", DraftScript.MaxDuration, 1));

        Action act = script.Complete;

        act.Should().Throw<DraftInvalidException>().WithMessage("*hours*");
    }

    [Fact]
    public void Complete_TransitionOnTheLastSegment_IsRefused()
    {
        DraftScript script = DraftSamples.Bare();
        script.Add(new TransitionMaterial("transition", TransitionKind.Dissolve, 5));
        script.AddTrack("track", TrackKind.Video, "").Add(DraftSamples.Picture("first", 0, 10) with { References = ["transition"] });

        Action act = script.Complete;

        act.Should().Throw<DraftInvalidException>().WithMessage("*nowhere*");
    }
}
