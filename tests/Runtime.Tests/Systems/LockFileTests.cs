using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Systems;

public class LockFileTests
{
    /// <summary>Each time its file is deleted, while others are opening it.</summary>
    [Fact]
    public void OnlyOneHasItAtATime()
    {
        const int Threads = 4;
        const int Rounds = 300;
        using var directory = new TempDirectory();
        string path = directory["lock"];
        int inside = 0;
        int most = 0;
        int taken = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < Rounds;)
            {
                if (LockFile.TryTake(path) is { } mine)
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                    mine.Dispose();
                    round++;
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Equal((1, Threads * Rounds), (most, taken));
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public void WhatAKillLeavesIsTakenOver()
    {
        using var directory = new TempDirectory();
        string path = directory.Write("lock", "");
        Assert.False(LockFile.IsTaken(path));
        File.WriteAllText(path, "");
        using (LockFile mine = LockFile.TryTake(path)!)
        {
            Assert.Null(LockFile.TryTake(path));
            Assert.True(LockFile.IsTaken(path));
            mine.Dispose();
        }

        Assert.False(File.Exists(path));
        Assert.False(LockFile.IsTaken(path));
    }

    /// <summary>As another user may have made, in a place where everybody may.</summary>
    [Theory]
    [InlineData("file")]
    [InlineData("nothing")]
    public async Task ALinkIsNoLock(string to)
    {
        using var directory = new TempDirectory();
        directory.Write("file", "text");
        DateTime written = File.GetLastWriteTimeUtc(directory["file"]);
        File.CreateSymbolicLink(directory["lock"], directory[to]);
        IOException error = await Assert.ThrowsAsync<IOException>(
            () => Task.Run(() => LockFile.TryTake(directory["lock"])).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains(directory["lock"], error.Message, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(directory["file"]));
        Assert.False(File.Exists(directory["nothing"]));
    }

    [Fact]
    public void WhereItCannotBeIsAnError()
    {
        using var directory = new TempDirectory();
        Assert.Throws<DirectoryNotFoundException>(() => LockFile.TryTake(directory["none/lock"]));
    }
}
