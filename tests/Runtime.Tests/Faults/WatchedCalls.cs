using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SchemaToolkit.Tests.Faults;

/// <summary>
/// The system calls of some work, one after the other: before each is done, a thread of this process decides what becomes of it. So a
/// test reaches every step of what the library does, and nothing in the library knows.
/// </summary>
/// <remarks>The thread that decides must not wait for the one that is stopped at a call: it allocates nothing, and the calls are not such
/// that the runtime makes while it holds its own locks.</remarks>
internal sealed unsafe partial class WatchedCalls
{
    private const nuint Receive = 0xc0502100;
    private const nuint Send = 0xc0182101;
    /// <summary>What the kernel calls the file that calls are read from.</summary>
    public const string Listener = "anon_inode:seccomp notify";

    private const nint OpenProcess = 434;
    private const nint GetFile = 438;
    private const uint Continue = 1;
    private const short Readable = 1;
    private const int Interrupted = 4;
    private const int Gone = 2;

    private readonly Func<uint, int> _decide;
    private readonly ManualResetEventSlim _isInstalled = new();
    private readonly Thread _watcher;
    private int _listener;

    private WatchedCalls(Func<uint, int> decide)
    {
        _decide = decide;
        _watcher = new Thread(Watch) { IsBackground = true, Name = "watcher" };
        _watcher.Start();
    }

    /// <summary>From now on, the calls of this thread and of what it starts are decided.</summary>
    /// <param name="calls">Which calls.</param>
    /// <param name="decide">Is given the call's number, and says the error that it ends with; 0 to have it done.</param>
    public static void OfThisThread(ReadOnlySpan<CallPattern> calls, Func<uint, int> decide)
    {
        // The thread that decides is not started by one that is watched.
        var watched = new WatchedCalls(decide);
        watched._listener = CallFilter.Install(calls, CallFilter.Ask, CallFilter.WithListener);
        watched._isInstalled.Set();
    }

    /// <summary>The calls of another process, whose first thread has installed the filter, are decided; also those of the processes that
    /// it starts, when it is gone.</summary>
    /// <param name="process">The process.</param>
    /// <param name="decide">Is given the call's number, and says the error that it ends with; 0 to have it done.</param>
    public static void OfProcess(int process, Func<uint, int> decide)
    {
        int theirs;
        while ((theirs = ListenerOf(process)) < 0)
        {
            Thread.Sleep(1);
        }

        int handle = (int)SystemCall(OpenProcess, process, 0, 0);
        int listener = (int)SystemCall(GetFile, handle, theirs, 0);
        Close(handle);
        if (listener < 0)
        {
            throw new Win32Exception();
        }

        var watched = new WatchedCalls(decide) { _listener = listener };
        watched._isInstalled.Set();
    }

    private static int ListenerOf(int process)
    {
        foreach (string file in Directory.GetFiles($"/proc/{process}/fd"))
        {
            if (new FileInfo(file).LinkTarget == Listener)
            {
                return int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture);
            }
        }

        return -1;
    }

    private void Watch()
    {
        _isInstalled.Wait();
        var poll = new Poll { File = _listener, Events = Readable };
        while (true)
        {
            if (Wait(&poll, 1, -1) < 0)
            {
                continue;
            }

            if ((poll.Answer & Readable) == 0)
            {
                // Nobody that is watched is left.
                Close(_listener);
                return;
            }

            var call = default(Call);
            if (Control(_listener, Receive, &call) != 0)
            {
                continue; // It was interrupted, and comes again.
            }

            int error = _decide((uint)call.Number);
            var answer = new Answer { Id = call.Id, Error = -error, Flags = error == 0 ? Continue : 0 };
            if (Control(_listener, Send, &answer) != 0 && Marshal.GetLastPInvokeError() is not (Interrupted or Gone))
            {
                throw new Win32Exception();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Wait(Poll* polls, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    private struct Poll
    {
        public int File;
        public short Events;
        public short Answer;
    }

    // struct seccomp_notif: id, process, flags; number, architecture, address, six arguments.
    [StructLayout(LayoutKind.Sequential, Size = 80)]
    private struct Call
    {
        public ulong Id;
        public uint Process;
        public uint Flags;
        public int Number;
    }

    private struct Answer
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }
}
