using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Tests.Pipelines;
using VideoPipeline.Tests.Voice;

namespace VideoPipeline.Tests.Artifacts;

public sealed class WorkFoldersTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly RunKey run = TestRuns.Input().Key;

    private string Root => Path.Combine(temp.Path, "videopipeline-work");

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Create_DisposedAfterAFailure_LeavesNothing()
    {
        using WorkFolders folders = NewProcess();
        string path = "";

        Action work = () =>
        {
            using WorkFolder folder = folders.Create(run, "draft");
            path = folder.Path;
            Directory.CreateDirectory(folder.File("inner"));
            File.WriteAllText(folder.File("inner/file"), "half");
            throw new InvalidOperationException();
        };

        work.Should().Throw<InvalidOperationException>();
        Path.GetFileName(path).Should().Contain(run.Run.Value.ToString("N"));
        Directory.Exists(path).Should().BeFalse();
    }

    [Fact]
    public void Create_TwiceForOneRun_GivesTwoFolders()
    {
        using WorkFolders folders = NewProcess();

        using WorkFolder one = folders.Create(run, "draft");
        using WorkFolder other = folders.Create(run, "draft");

        other.Path.Should().NotBe(one.Path);
    }

    [Fact]
    public void Sweep_RemovesWhatADeadProcessLeft_AndNothingOfALivingOne()
    {
        using WorkFolders living = NewProcess();
        using WorkFolder used = living.Create(run, "narration");
        string dead = Path.Combine(Root, "dead");
        Directory.CreateDirectory(Path.Combine(dead, "narration-x"));
        File.WriteAllText(dead + ".lock", "");

        using WorkFolders started = NewProcess();
        started.Sweep();

        Directory.Exists(dead).Should().BeFalse();
        File.Exists(dead + ".lock").Should().BeFalse();
        Directory.Exists(used.Path).Should().BeTrue();
    }

    [Fact]
    public void Sweep_ByManyAtOnce_DoesNoHarm()
    {
        for (int i = 0; i < 20; i++)
        {
            Directory.CreateDirectory(Path.Combine(Root, $"dead{i}"));
            File.WriteAllText(Path.Combine(Root, $"dead{i}.lock"), "");
        }

        WorkFolders[] processes = [.. Enumerable.Range(0, 8).AsParallel().Select(_ =>
        {
            WorkFolders process = NewProcess();
            process.Sweep();
            return process;
        })];

        Directory.EnumerateDirectories(Root, "dead*").Should().BeEmpty();
        processes.Should().AllSatisfy(p => p.Create(run, "draft").Dispose());
        Array.ForEach(processes, p => p.Dispose());
        Directory.EnumerateFileSystemEntries(Root).Should().BeEmpty();
    }

    [Fact]
    public void Delete_WithALinkInside_LeavesWhatItPointsAt()
    {
        string outside = Directory.CreateDirectory(Path.Combine(temp.Path, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "precious"), "");
        using WorkFolders folders = NewProcess();

        using (WorkFolder folder = folders.Create(run, "draft"))
        {
            Directory.CreateSymbolicLink(folder.File("link"), outside);
        }

        File.Exists(Path.Combine(outside, "precious")).Should().BeTrue();
    }

    [Fact]
    public async Task Create_DisposedAfterACancellation_LeavesNothing()
    {
        using WorkFolders folders = NewProcess();
        using var cancelled = new CancellationTokenSource();
        string path = "";

        Func<Task> work = async () =>
        {
            using WorkFolder folder = folders.Create(run, "draft");
            path = folder.Path;
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancelled.Token);
        };

        await work.Should().ThrowAsync<OperationCanceledException>();
        Directory.Exists(path).Should().BeFalse();
    }

    [Fact]
    public void Create_OnceTheProcessStops_IsRefused()
    {
        WorkFolders folders = NewProcess();
        WorkFolder late = folders.Create(run, "draft");

        folders.Dispose();

        folders.Invoking(f => f.Create(run, "draft")).Should().Throw<ObjectDisposedException>();
        late.Invoking(f => f.Dispose()).Should().NotThrow();
        Directory.EnumerateFileSystemEntries(Root).Should().BeEmpty();
    }

    [Fact]
    public void NewProcess_WhileOthersSweep_KeepsItsLockFile()
    {
        for (int round = 0; round < 50; round++)
        {
            WorkFolders[] processes = [.. Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ =>
            {
                WorkFolders process = NewProcess();
                process.Sweep();
                return process;
            })];

            Directory.EnumerateDirectories(Root).Should().HaveCount(8).And.AllSatisfy(d => File.Exists(d + ".lock").Should().BeTrue());
            Array.ForEach(processes, p => p.Dispose());
        }
    }

    private WorkFolders NewProcess() => new(Options.Create(new WorkOptions { Folder = temp.Path }));
}
