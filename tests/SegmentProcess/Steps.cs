using System.Runtime.InteropServices;
using SchemaToolkit.Tests.Faults;

namespace SegmentProcess;

/// <summary>Does something once, and stops just before one of the system calls that it takes.</summary>
internal static partial class Steps
{
    private const int Stop = 19;
    private const uint SharedMapping = 1;
    private const uint ReadWrite = 2;

    // The collector of garbage opens files without it, and all threads wait for it. So munmap is not among them either.
    private const uint CloseOnExec = 0x80000;

    /// <summary>The calls by which processes come to know of each other, by name.</summary>
    private static readonly Dictionary<CallPattern, string> _calls = new()
    {
        [new(257, 2, CloseOnExec)] = "openat",
        [new(257, 2, ReadWrite)] = "openat",
        [new(73)] = "flock",
        [new(72)] = "fcntl",
        [new(332)] = "statx",
        [new(18)] = "pwrite64",
        [new(77)] = "ftruncate",
        [new(285)] = "fallocate",
        [new(91)] = "fchmod",
        [new(9, 3, SharedMapping)] = "mmap",
        [new(83)] = "mkdir",
        [new(84)] = "rmdir",
        [new(265)] = "linkat",
        [new(263)] = "unlinkat",
        [new(87)] = "unlink",
        [new(82)] = "rename",
        [new(74)] = "fsync",
        [new(319)] = "memfd_create",
        [new(41)] = "socket",
        [new(49)] = "bind",
        [new(50)] = "listen",
        [new(42)] = "connect",
        [new(288)] = "accept4",
        [new(44)] = "sendto",
        [new(46)] = "sendmsg",
        [new(45)] = "recvfrom",
        [new(47)] = "recvmsg",
        [new(48)] = "shutdown",
    };

    private static readonly string[] _names = NamesByNumber();

    /// <summary>Does something; says "at" and the call's name where it ends, or "done" and how many calls there were.</summary>
    /// <param name="deed">What.</param>
    /// <param name="step">At which call.</param>
    /// <param name="name">The name, or a reference, that it does it with.</param>
    /// <param name="folder">For files.</param>
    public static void Run(string deed, int step, string name, string folder)
    {
        StepDeeds.Warm(deed, folder);
        int count = 0;
        int process = Environment.ProcessId;
        Send(process, 0);
        var thread = new Thread(() =>
        {
            WatchedCalls.OfThisThread([.. _calls.Keys], call =>
            {
                if (++count == step)
                {
                    Console.WriteLine(_names[call]);
                    Send(process, Stop);
                }

                return 0;
            });
            StepDeeds.Do(deed, name, folder);
        });
        thread.Start();
        thread.Join();
        Console.WriteLine($"done {count}");
    }

    private static string[] NamesByNumber()
    {
        string[] names = new string[512];
        foreach ((CallPattern call, string name) in _calls)
        {
            names[call.Call] = "at " + name;
        }

        return names;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
