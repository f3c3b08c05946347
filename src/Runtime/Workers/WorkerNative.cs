using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The few calls of the C library that a worker process needs beside .NET's own.</summary>
internal static partial class WorkerNative
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const int NoSuchProcess = 3; // ESRCH

    /// <summary>Whether the process exists, of whatever user.</summary>
    public static bool IsAlive(int process) => kill(process, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    /// <summary>A descriptor of the same open file that programs started from here do not inherit.</summary>
    public static SafeFileHandle Duplicate(int descriptor)
    {
        int copy = fcntl(descriptor, DuplicateCloseOnExec, 3);
        return copy >= 0 ? new SafeFileHandle(copy, ownsHandle: true) : throw LastError($"Descriptor {descriptor} cannot be duplicated");
    }

    /// <summary>Makes one descriptor number mean what another does; whether that worked.</summary>
    public static bool Redirect(int from, int to) => dup2(to, from) >= 0;

    public static void UnsetEnvironment(string variable) => _ = unsetenv(variable);

    /// <summary>Ends the process at once, whatever its threads are doing.</summary>
    public static void Exit(int code) => _exit(code);

    private static IOException LastError(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);

    [LibraryImport("libc")]
    private static partial void _exit(int status);
}
