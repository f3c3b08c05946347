using System.Runtime.InteropServices;
using SchemaToolkit;
using SchemaToolkit.Tests.Faults;

/// <summary>A process that is killed just before one of the system calls by which a parent and its workers meet.</summary>
internal static partial class Dying
{
    /// <summary>Which process: "parent", whose calls another process then decides, or "worker", and at which call, counted from 1.</summary>
    public const string Variable = "SCHEMATOOLKIT_TEST_DEATH";

    private const int Kill = 9;
    private const uint SharedMapping = 1;
    private const uint ReadWrite = 2;

    /// <summary>openat to write, write, pwrite64, fcntl, flock, ftruncate, fallocate, fchmod, mmap of files, memfd_create, linkat,
    /// rename, unlinkat, unlink, socket, bind, connect, sendmsg, kill, pidfd_send_signal, vfork, clone, execve, wait4, waitid.</summary>
    private static readonly CallPattern[] _calls =
    [
        new(257, 2, ReadWrite), new(1), new(18), new(72), new(73), new(77), new(285), new(91), new(9, 3, SharedMapping), new(319), new(265),
        new(82), new(263), new(87), new(41), new(49), new(42), new(46), new(62), new(424), new(58), new(56), new(59), new(61), new(247),
    ];

    /// <summary>From now on counts the calls of this thread, and of those that it starts.</summary>
    public static void Begin()
    {
        string[]? words = Environment.GetEnvironmentVariable(Variable)?.Split(' ');
        if (words is ["parent"] && !RecordWorkers.IsWorker)
        {
            // Not by a thread of this process: its workers inherit the filter, and live on without it for a moment.
            CallFilter.Install(_calls, CallFilter.Ask, CallFilter.WithListener);
        }

        if (words is ["worker", var step] && RecordWorkers.IsWorker)
        {
            int last = int.Parse(step);
            int count = 0;
            int process = Environment.ProcessId;
            Send(process, 0);
            WatchedCalls.OfThisThread(_calls, _ =>
            {
                if (++count == last)
                {
                    Send(process, Kill);
                }

                return 0;
            });
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
