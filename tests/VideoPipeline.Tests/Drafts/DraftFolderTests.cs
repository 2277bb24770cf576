using System.IO.Compression;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Drafts;

public sealed class DraftFolderTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("draft-folder-");
    private readonly RunId run = RunId.New(TimeProvider.System);

    private DraftFolder Folder => new(root.FullName);

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task Place_Draft_LiesUnderTheRunsNameAndNothingElse()
    {
        string place = await Folder.PlaceAsync(run, Archive("one"), CancellationToken.None);

        place.Should().Be(Path.Combine(root.FullName, run.Value.ToString("N")));
        ContentOf(place).Should().Equal("one", "one");
        Entries().Should().Equal(run.Value.ToString("N"));
    }

    [Fact]
    public async Task Place_WhatIsThere_IsAdopted()
    {
        await Folder.PlaceAsync(run, Archive("one"), CancellationToken.None);

        string place = await Folder.PlaceAsync(run, Archive("two"), CancellationToken.None);

        ContentOf(place).Should().Equal("one", "one");
    }

    [Fact]
    public async Task Place_ManyDraftsByRacers_NeverMixes()
    {
        RunId[] runs = [.. Enumerable.Range(0, 50).Select(_ => RunId.New(TimeProvider.System))];
        string[] racers = ["a", "b"];

        // racers of a draft are both unpacked before either is renamed
        await Task.WhenAll(runs.Select(async draft =>
        {
            using var start = new Barrier(racers.Length);
            await Task.WhenAll(racers.Select(racer => PlaceAsync(draft, new MeetingStream(Archive($"{racer} {draft}"), start))));
        }));

        Entries().Should().BeEquivalentTo(runs.Select(r => r.Value.ToString("N")));
        foreach (RunId draft in runs)
        {
            string[] content = ContentOf(Folder.PathOf(draft));
            content.Distinct().Should().ContainSingle().Which.Should().BeOneOf($"a {draft}", $"b {draft}");
        }
    }

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("materials/../../../evil.txt")]
    [InlineData("/tmp/evil-draft-folder.txt")]
    public async Task Place_EntryOutsideTheFolder_IsRefusedAndLeavesNothing(string entry)
    {
        Func<Task> act = () => Folder.PlaceAsync(run, Archive("one", entry), CancellationToken.None);

        await act.Should().ThrowAsync<DraftInvalidException>();
        Entries().Should().BeEmpty();
        File.Exists(Path.Combine(root.Parent!.FullName, "evil.txt")).Should().BeFalse();
        File.Exists("/tmp/evil-draft-folder.txt").Should().BeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(200)]
    public async Task Place_ArchiveThatIsCutOff_IsRefusedAndLeavesNothing(int length)
    {
        var archive = new MemoryStream();
        Archive("one").CopyTo(archive);
        archive.SetLength(length);
        archive.Position = 0;

        Func<Task> act = () => Folder.PlaceAsync(run, archive, CancellationToken.None);

        await act.Should().ThrowAsync<DraftInvalidException>().WithMessage("*cannot be unpacked*");
        Entries().Should().BeEmpty();
    }

    [Fact]
    public async Task Place_ArchiveThatBlowsUp_IsRefusedBeforeItIsUnpacked()
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("materials/zeros.png", CompressionLevel.Fastest).Open();
            byte[] megabyte = new byte[1024 * 1024];
            for (int i = 0; i < 1024; i++)
            {
                await entry.WriteAsync(megabyte);
            }
        }

        archive.Position = 0;

        Func<Task> act = () => Folder.PlaceAsync(run, archive, CancellationToken.None);

        await act.Should().ThrowAsync<DraftInvalidException>().WithMessage("*1024 MB*");
        Entries().Should().BeEmpty();
    }

    [Fact]
    public async Task Place_ArchiveWithoutDraft_IsRefusedAndLeavesNothing()
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "materials/audio.mp3", "sound");
        }

        Func<Task> act = () => Folder.PlaceAsync(run, archive, CancellationToken.None);

        await act.Should().ThrowAsync<DraftInvalidException>().WithMessage("*draft_content.json*");
        Entries().Should().BeEmpty();
    }

    [Fact]
    public async Task Place_Cancelled_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        Func<Task> act = () => Folder.PlaceAsync(run, Archive("one"), cancellation.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
        Entries().Should().BeEmpty();
    }

    [Fact]
    public void Sweep_WhatAKilledProcessLeft_IsRemoved()
    {
        Directory.CreateDirectory(Path.Combine(root.FullName, $".{run.Value:N}.1.tmp", "materials"));
        File.WriteAllText(Path.Combine(root.FullName, $".{run.Value:N}.1.tmp.lock"), "");
        Directory.CreateDirectory(Path.Combine(root.FullName, $".{run.Value:N}.2.tmp"));
        Directory.CreateDirectory(Path.Combine(root.FullName, "a creator's own draft"));

        Folder.Sweep();

        Entries().Should().Equal("a creator's own draft");
    }

    [Fact]
    public async Task Sweep_WhileADraftIsBeingPlaced_LeavesItAlone()
    {
        using var unpacking = new Barrier(2);
        Task<string> placing = PlaceAsync(run, new MeetingStream(Archive("one"), unpacking));
        await UntilUnpackingAsync();

        Folder.Sweep();
        unpacking.SignalAndWait();

        ContentOf(await placing).Should().Equal("one", "one");
    }

    [Fact]
    public void Sweep_WithoutTheFolder_DoesNothing() => new DraftFolder(Path.Combine(root.FullName, "none")).Sweep();

    private static MemoryStream Archive(string content, string? more = null)
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, DraftFiles.Content, content);
            Write(zip, $"{DraftFiles.Materials}/audio.mp3", content);
            if (more is not null)
            {
                Write(zip, more, content);
            }
        }

        return archive;
    }

    private static void Write(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(content);
    }

    private static string[] ContentOf(string place) =>
    [
        File.ReadAllText(Path.Combine(place, DraftFiles.Content)),
        File.ReadAllText(Path.Combine(place, DraftFiles.Materials, "audio.mp3")),
    ];

    // whoever meets others blocks a thread, of which the pool has few
    private Task<string> PlaceAsync(RunId draft, MeetingStream archive) => Task.Factory.StartNew(
        () => Folder.PlaceAsync(draft, archive, CancellationToken.None),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default).Unwrap();

    private IEnumerable<string?> Entries() => Directory.EnumerateFileSystemEntries(root.FullName).Select(Path.GetFileName).Order();

    private async Task UntilUnpackingAsync()
    {
        while (!Entries().Any(name => name!.EndsWith(".tmp", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }
    }

    // an archive whose first byte can be read when all have come to read theirs
    private sealed class MeetingStream(MemoryStream archive, Barrier meeting) : Stream
    {
        private bool hasMet;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => archive.Length;

        public override long Position { get => archive.Position; set => archive.Position = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (!hasMet)
            {
                hasMet = true;
                meeting.SignalAndWait();
            }

            return archive.Read(buffer, offset, count);
        }

        public override long Seek(long offset, SeekOrigin origin) => archive.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
