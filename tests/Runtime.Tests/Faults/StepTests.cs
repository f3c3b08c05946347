using System.Globalization;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Faults;

/// <summary>
/// Processes that are stopped, and then killed, just before one of the system calls by which they meet others: every call in a soak, some
/// that lie evenly otherwise. While they are stopped, others go on, or get a specific exception; when they are killed, nothing is left.
/// </summary>
public sealed class StepTests : IDisposable
{
    private const int Trials = 6;
    private const int BrokenSteps = 10;
    private const int Never = 1_000_000;

    private readonly string _root = $"/dev/shm/schematoolkit-steps-{Guid.NewGuid():N}";
    private readonly Child _others;

    public StepTests()
    {
        Directory.CreateDirectory(Folder);
        _others = Start("others", Folder);
    }

    private string Folder => Path.Combine(_root, Path.GetFileName(_root));

    public void Dispose()
    {
        _others.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [RefusedCallTheory]
    [InlineData("publish")]
    [InlineData("anonymous")]
    [InlineData("persistent")]
    [InlineData("folder")]
    [InlineData("alias")]
    [InlineData("attach")]
    [InlineData("attach-anonymous")]
    [InlineData("take-over")]
    [InlineData("reap")]
    [InlineData("produce")]
    [InlineData("consume")]
    [InlineData("save")]
    [InlineData("edit")]
    [InlineData("append")]
    public void NoStepIsTheWrongOne(string deed)
    {
        if (Portable.IsOn && deed is ("alias" or "append"))
        {
            return; // There are no aliases; and an empty lock file that a kill left beside a journal waits for the next append.
        }

        foreach (int step in Steps(Count(deed), Soak.IsOn))
        {
            string wrong = Try(deed, step);
            Assert.True(wrong.Length == 0, wrong);
        }
    }

    /// <summary>The same with a creator that names a segment before it is complete, one that guards a name by a file, and a reaper that
    /// does not look who holds what: what the test above would notice.</summary>
    [RefusedCallTheory]
    [InlineData("early", "are not whole")]
    [InlineData("lock-file", ".npy.lock")]
    [InlineData("careless", "SegmentNotFoundException")]
    public void ABrokenVariantIsNoticed(string deed, string violation)
    {
        if (Portable.IsOn && deed == "early")
        {
            return; // No step of it was seen to be noticed without Linux; KillTests notice such a creator there.
        }

        Assert.Contains(Steps(BrokenSteps, all: true), step => Try(deed, step) is var wrong && wrong.Contains("violation", StringComparison.Ordinal)
            && wrong.Contains(violation, StringComparison.Ordinal));
    }

    /// <summary>Steps of a number of them.</summary>
    private static IEnumerable<int> Steps(int count, bool all)
    {
        int every = all ? 1 : Math.Max(1, count / Trials);
        for (int step = 1 + Random.Shared.Next(every); step <= count; step += every)
        {
            yield return step;
        }
    }

    private static string NewName() => $"s{Guid.NewGuid():N}"[..12];

    private int Count(string deed)
    {
        string name = NewName();
        using Child child = Begin(deed, name, Never);
        string said = child.ReadLine();
        Assert.StartsWith("done ", said);
        child.End();
        Assert.Equal("ok", Ask("after", deed, name));
        return int.Parse(said.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <returns>What is wrong.</returns>
    private string Try(string deed, int step)
    {
        string name = NewName();
        using Child child = Begin(deed, name, step);
        string at = child.ReadLine();
        if (at.StartsWith("at ", StringComparison.Ordinal))
        {
            child.WaitUntilStopped();
        }

        string look = Ask("look", deed, name);
        child.Kill();
        string after = Ask("after", deed, name);
        return look == "ok" && after == "ok" ? "" : $"{deed}, step {step}, {at}: {look} {after}";
    }

    private Child Begin(string deed, string name, int step)
        => Start("step", deed, step.ToString(CultureInfo.InvariantCulture), Ask("prepare", deed, name), Folder);

    private string Ask(string what, string deed, string name)
    {
        _others.Say($"{what} {deed} {name}\n");
        return _others.ReadLine();
    }

    private Child Start(params string[] arguments)
        => new(
            ["env", $"{SegmentName.RootVariable}={_root}", "DOTNET_EnableWriteXorExecute=0", "DOTNET_TieredCompilation=0", "DOTNET_GCgen0size=10000000"], AppContext.BaseDirectory, arguments);
}
