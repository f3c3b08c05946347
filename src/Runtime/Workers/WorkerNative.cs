using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>What a worker process does by calls of the C library, because .NET has no call for it.</summary>
internal static class WorkerNative
{
    /// <summary>The least number of a copy: those of standard input, output and error stay free.</summary>
    private const int FirstCopy = 3;

    /// <summary>Whether the process exists, of any user.</summary>
    public static bool IsAlive(int process)
        => NativeMethods.Signal(process, 0) == 0 || SystemError.Last != SystemError.NoSuchProcess;

    /// <summary>A descriptor of the same open file that programs started from here do not inherit.</summary>
    public static SafeFileHandle Duplicate(int descriptor)
    {
        using var borrowed = new SafeFileHandle(descriptor, ownsHandle: false);
        int copy = NativeMethods.Control(borrowed, NativeMethods.ControlDuplicateCloseOnExec, FirstCopy);
        return copy >= 0
            ? new SafeFileHandle(copy, ownsHandle: true)
            : throw SystemError.Exception($"Descriptor {descriptor} cannot be duplicated");
    }

    /// <summary>Makes one descriptor number mean the open file of another; returns whether that worked.</summary>
    public static bool Redirect(int from, int to) => NativeMethods.Duplicate(to, from) >= 0;

    public static void UnsetEnvironment(string variable) => _ = NativeMethods.UnsetEnvironment(variable);

    /// <summary>Ends the process at once, whatever its threads are doing.</summary>
    public static void Exit(int code) => NativeMethods.Exit(code);
}
