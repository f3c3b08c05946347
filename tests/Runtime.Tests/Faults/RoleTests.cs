using System.Diagnostics;
using System.Globalization;
using SchemaToolkit.Tests.SharedMemory;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Faults;

/// <summary>
/// Creators of every kind of segment, those who open them, in C# and in Python, reapers, and both sides of a stream, all at once, on the
/// same few names; all killed at random times in random order, in 20 trials, or 200 in a soak. After each nothing is left, and no name
/// is taken.
/// </summary>
public sealed class RoleTests : IDisposable
{
    private readonly string _root = $"/dev/shm/schematoolkit-roles-{Guid.NewGuid():N}";
    private readonly Child _others;
    private readonly PythonRoles _python;
    private readonly Random _random = new();

    public RoleTests()
    {
        Directory.CreateDirectory(Folder);
        _others = Start("others", Folder);
        _python = new PythonRoles(_root, Folder);
    }

    private string Folder => Path.Combine(_root, Path.GetFileName(_root));

    public void Dispose()
    {
        _python.Dispose();
        _others.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void NoKillLeavesAnything()
    {
        for (int trial = 0; trial < (Soak.IsOn ? 200 : 20); trial++)
        {
            string wrong = Try(waits: trial % 4 > 0, "named,anonymous,persistent,folder,produce", "attach,attach,consume", "reap,named,folder");
            Assert.True(wrong.Length == 0, $"trial {trial}: {wrong}");
        }
    }

    /// <returns>What is wrong.</returns>
    private string Try(bool waits, params string[] processes)
    {
        int seed = _random.Next(1_000_000);
        Child[] children = [.. processes.Select(roles => Start("roles", roles, Folder, seed++.ToString(CultureInfo.InvariantCulture)))];
        int[] pythons = [_python.Start("attach"), _python.Start("consume")];
        foreach (Child child in children.Where(_ => waits))
        {
            Assert.Equal("ready", child.ReadLine());
        }

        Thread.Sleep(_random.Next(100));
        int[] all = [.. children.Select(static child => child.Id), .. pythons];
        _random.Shuffle(all);
        foreach (int process in all)
        {
            Kill(process);
            Thread.Sleep(_random.Next(5));
        }

        string wrong = "";
        foreach (Child child in children)
        {
            using (child)
            {
                child.Kill();
                wrong += string.Concat(child.ReadToEnd().Split('\n').Where(static line => line.StartsWith("violation", StringComparison.Ordinal)));
            }
        }

        _others.Say("settle\n");
        string left = _others.ReadLine();
        return wrong + _python.Violations + (left == "ok" ? "" : left);
    }

    private static void Kill(int process)
    {
        using Process victim = Process.GetProcessById(process);
        victim.Kill();
    }

    private Child Start(params string[] arguments) => new(["env", $"{SegmentName.RootVariable}={_root}"], AppContext.BaseDirectory, arguments);
}
