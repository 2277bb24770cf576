using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;

namespace VideoPipeline.Exporter.Tests.Jobs;

/// <summary>The states that a state directory can be in when an exporter starts, at whatever instant the last one was killed.</summary>
public sealed class JobStoreTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("exporter-state-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Open_NewDirectory_HasNothingAndALeaseIdThatStays()
    {
        Guid first;
        using (JobStore store = Open())
        {
            store.Found.Should().BeEmpty();
            store.Highest.Should().Be(default(FencingToken));
            first = store.LeaseId;
        }

        using JobStore again = Open();

        again.LeaseId.Should().Be(first).And.NotBe(Guid.Empty);
    }

    [Fact]
    public void Open_JobsOnly_HasTheHighestOfTheirTokens()
    {
        // the job's file is written, nothing else: a job and its token cannot be parted
        Keep(s => s.Save(Job("a", 2, 7)), s => s.Save(Job("b", 1, 3)));

        using JobStore store = Open();

        store.Highest.Should().Be(new FencingToken(1, 7));
        store.Found.Select(j => j.RequestId).Should().Equal("b", "a");
    }

    [Fact]
    public void Open_AfterForgetting_StillHasTheHighestToken()
    {
        JobRecord old = Job("a", 1, 7);
        Keep(s => s.Save(old), s => s.Forget([old], new FencingToken(1, 7)));

        using JobStore store = Open();

        store.Found.Should().BeEmpty();
        store.Highest.Should().Be(new FencingToken(1, 7));
    }

    [Fact]
    public void Open_KilledBetweenTokenAndForgetting_HasBoth()
    {
        Keep(s => s.Save(Job("a", 1, 7)));
        Write("token.json", """{"epoch":1,"counter":9}""");

        using JobStore store = Open();

        store.Highest.Should().Be(new FencingToken(1, 9));
        store.Found.Should().ContainSingle();
    }

    [Fact]
    public void Open_KilledWhileAFileWasWritten_HasWhatWasThereBefore()
    {
        Keep(s => s.Save(Job("a", 1, 7)));
        Write("jobs/a.json.tmp", """{"request_id":"a","sequ""");
        Write("jobs/b.json.tmp", JsonSerializer.Serialize(Job("b", 2, 8)));
        Write("token.json.tmp", "");

        using JobStore store = Open();

        store.Found.Select(j => j.RequestId).Should().Equal("a");
        store.Highest.Should().Be(new FencingToken(1, 7));
        Directory.GetFiles(directory.FullName, "*.tmp", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("\0\0\0\0")]
    public void Open_UnreadableFiles_ArePutAsideAndTheRestIsThere(string content)
    {
        Keep(s => s.Save(Job("a", 1, 7)));
        Write("jobs/b.json", content);
        Write("token.json", content);
        Write("lease-id.json", content);

        using JobStore store = Open();

        store.Found.Select(j => j.RequestId).Should().Equal("a");
        store.Highest.Should().Be(new FencingToken(1, 7));
        store.LeaseId.Should().NotBe(Guid.Empty);
        Directory.GetFiles(Path.Combine(directory.FullName, "unreadable")).Select(f => Path.GetFileName(f).Split('.')[0])
            .Should().BeEquivalentTo("b", "token", "lease-id");
    }

    [Fact]
    public void Open_WorkOfAKilledProcess_IsRemoved()
    {
        Write("work/a/video.mp4.x.rendering/video.mp4", "half a video");

        using JobStore store = Open();

        Directory.EnumerateFileSystemEntries(store.Work).Should().BeEmpty();
    }

    [Fact]
    public void Open_DirectoryInUse_IsRefused()
    {
        using JobStore store = Open();

        Action act = () => Open().Dispose();

        act.Should().Throw<IOException>().WithMessage("Another exporter uses*Exporter__StateDirectory*");
    }

    [Fact]
    public void Save_AnEndedJob_KeepsAllOfIt()
    {
        JobRecord job = Job("a", 1, 7) with
        {
            State = ExportState.Succeeded,
            IsCancelRequested = true,
            Result = new ExportResult(new ArtifactReference("videos", "x/y/final_video.mp4", 5), null, 3.5, ["贴纸"]),
            StartedAt = DateTimeOffset.UnixEpoch,
            EndedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
        };
        Keep(s => s.Save(job));

        using JobStore store = Open();

        store.Found.Single().Should().BeEquivalentTo(job, options => options.Excluding(j => j.Order!.RequestId));
    }

    [Fact]
    public void ForgetUnfinishedBelow_AToken_LeavesWhatHasEndedOrHasIt()
    {
        Keep(
            s => s.Save(Job("stale", 1, 3)),
            s => s.Save(Job("ended", 2, 4) with { State = ExportState.Failed }),
            s => s.Save(Job("current", 3, 7)));
        using (JobStore store = Open())
        {
            store.ForgetUnfinishedBelow(new FencingToken(1, 7));

            store.Found.Select(j => j.RequestId).Should().Equal("ended", "current");
        }

        using JobStore again = Open();
        again.Found.Select(j => j.RequestId).Should().Equal("ended", "current");
    }

    private static JobRecord Job(string requestId, long sequence, long token) => new(
        requestId,
        sequence,
        new ExportOrder(
            requestId, new FencingToken(1, token), new ArtifactReference("drafts", "x/y/draft.jy", 3), "videos", "x/y/final_video.mp4"),
        null);

    private void Keep(params Action<JobStore>[] changes)
    {
        using JobStore store = Open();
        foreach (Action<JobStore> change in changes)
        {
            change(store);
        }
    }

    private void Write(string path, string content)
    {
        string file = Path.Combine(directory.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private JobStore Open() =>
        new(Options.Create(new ExporterOptions { StateDirectory = directory.FullName }), NullLogger<JobStore>.Instance);
}
