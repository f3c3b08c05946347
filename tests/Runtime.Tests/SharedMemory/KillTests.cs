using System.Diagnostics;
using System.Globalization;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.SharedMemory;

public class KillTests
{
    [Fact]
    public void TheNameOfAKilledOwnerIsCreatedAgainAtOnceWhileReadersKeepWhatTheyHave()
    {
        string name = Segments.NewName();
        using var owner = new Child("publish", name, "1000");
        string reference = owner.ReadLine();
        Assert.Equal(SegmentName.Of(name).Path, reference);
        using SharedRecords<CpgSite> reader = SharedRecords.Open<CpgSite>(name);
        Assert.Throws<SegmentExistsException>(() => SharedRecords.Create<CpgSite>(name));

        owner.Kill();
        using SharedRecords<CpgSite> again = Segments.Publish(Segments.Sites(5), name);
        using SharedRecords<CpgSite> opened = SharedRecords.Open<CpgSite>(name);
        Assert.Equal(5, opened.Count);
        Assert.Equal(999 * 500, reader.Records.Columns.Pos.Sum());

        // The reader lets go of a segment that no longer has the name: the new one stays.
        reader.Dispose();
        Assert.Single(Segments.Files(name));
        Assert.Throws<SegmentExistsException>(() => SharedRecords.Create<CpgSite>(name));
    }

    [Fact]
    public void WhatAKilledOwnerLeftIsRemovedByTheNextUse()
    {
        string[] names = [Segments.NewName(), Segments.NewName(), Segments.NewName(), Segments.NewName()];
        using (var published = new Child("publish", names[0], "1000"))
        using (var array = new Child("array", names[1], "1000"))
        using (var unpublished = new Child("build", names[2], "100000"))
        {
            Assert.EndsWith(names[0] + ".npy", published.ReadLine());
            Assert.EndsWith(names[1] + ".npy", array.ReadLine());
            Assert.Equal("built", unpublished.ReadLine());
        }

        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(names[0]));
        Assert.All(names, static name => Assert.Empty(Segments.Files(name)));

        using (var reader = new Child("publish", names[3], "1000"))
        {
            Assert.EndsWith(".npy", reader.ReadLine());
        }

        using SharedRecords<CpgSite> other = Segments.Publish([], Segments.NewName());
        Assert.Empty(Segments.Files(names[3]));
    }

    [Fact]
    public void ASegmentStaysWhileAnybodyHoldsIt()
    {
        string name = Segments.NewName();
        SharedRecords<CpgSite> owner = Segments.Publish(Segments.Sites(1000), name);
        using var killed = new Child("open", name);
        using var last = new Child("open", name);
        Assert.StartsWith("1000 ", killed.ReadLine());
        Assert.StartsWith("1000 ", last.ReadLine());
        owner.Dispose();
        killed.Kill();
        using (SharedRecords<CpgSite> seen = SharedRecords.Open<CpgSite>(name))
        {
            Assert.Equal(1000, seen.Count);
        }

        Assert.Single(Segments.Files(name));
        last.End();
        Assert.Empty(Segments.Files(name));
    }

    [Fact]
    public void AReaderOutlivesTheKilledOwnerOfUnnamedMemory()
    {
        using var owner = new Child("publish", "-", "100000");
        string reference = owner.ReadLine();
        using SharedRecords<CpgSite> reader = SharedRecords.Open<CpgSite>(reference);
        owner.Kill();
        Assert.Equal(99_999L * 50_000, reader.Records.Columns.Pos.Sum());
        Assert.Throws<SegmentNotFoundException>(() => SharedRecords.Open<CpgSite>(reference));
    }

    [Fact]
    public void MemoryWithoutANameIsTheKernelsAlone()
    {
        using var child = new Child("build", "-", "100000");
        Assert.Equal("built", child.ReadLine());
        Assert.Single(Directory.GetFiles($"/proc/{child.Id}/fd"), static f => File.ResolveLinkTarget(f, false)?.FullName.Contains("/memfd:stk-Site", StringComparison.Ordinal) == true);
    }

    /// <summary>Processes that create, open and dispose segments of the same few names, killed at any moment.</summary>
    [Fact]
    public void NoKillLosesOrLeavesASegment()
    {
        string prefix = Segments.NewName();
        Assert.Equal("", RunChurn(prefix, null, TimeSpan.FromSeconds(5)));
        SegmentReaper.Run();
        Assert.Empty(Segments.Files(prefix));
    }

    [SoakFact]
    public void NoKillLosesOrLeavesASegmentInManyTrials()
    {
        string prefix = Segments.NewName();
        Assert.Equal("", RunChurn(prefix, null, TimeSpan.FromMinutes(3)));
        SegmentReaper.Run();
        Assert.Empty(Segments.Files(prefix));
    }

    /// <summary>The same with a reaper that looks and removes in two steps, and with a creator that names a segment before it is
    /// complete: what the test above would notice.</summary>
    [Theory]
    [InlineData("sabotage")]
    [InlineData("early")]
    public void ABrokenVariantIsNoticed(string broken)
    {
        string prefix = Segments.NewName();
        Assert.Contains("violation", RunChurn(prefix, broken, TimeSpan.FromSeconds(60)));
        SegmentReaper.Run();
        Assert.Empty(Segments.Files(prefix));
    }

    [Fact]
    public void AChildProcessInheritsNoHold()
    {
        string name = Segments.NewName();
        using SharedRecords<CpgSite> shared = Segments.Publish(Segments.Sites(10), name);
        using Process sleep = Process.Start("sleep", "60");
        shared.Dispose();
        sleep.Kill();
        Assert.Empty(Segments.Files(name));
    }

    /// <returns>The first violation, or nothing when there was none in the time.</returns>
    private static string RunChurn(string prefix, string? broken, TimeSpan time)
    {
        const int Processes = 4;
        var random = new Random(1);
        using Child? saboteur = broken is null ? null : new Child(broken, prefix);
        var children = new Child[Processes];
        int seed = 0;
        int kills = 0;
        string violation = "";
        try
        {
            for (int i = 0; i < Processes; i++)
            {
                children[i] = new Child("churn", prefix, seed++.ToString(CultureInfo.InvariantCulture));
            }

            for (var watch = Stopwatch.StartNew(); violation.Length == 0 && (watch.Elapsed < time || kills < 5);)
            {
                int victim = random.Next(Processes);
                string line = children[victim].ReadLine();
                Thread.Sleep(random.Next(30));
                children[victim].Kill();
                kills++;
                violation = $"{line}\n{children[victim].ReadToEnd()}".Split('\n').FirstOrDefault(static l => l.StartsWith("violation", StringComparison.Ordinal)) ?? "";
                children[victim].Dispose();
                children[victim] = new Child("churn", prefix, seed++.ToString(CultureInfo.InvariantCulture));
            }
        }
        finally
        {
            Array.ForEach(children, static child => child?.Dispose());
        }

        return violation;
    }
}
