using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>What a worker process does by calls of the C library, because .NET has no call for it.</summary>
internal static class WorkerNative
{
    /// <summary>The least number of a copy: those of standard input, output and error stay free.</summary>
    private const int FirstCopy = 3;

    /// <summary>Whether somebody can still write to this process's standard input.</summary>
    public static bool HasInput()
    {
        if (Portable.IsOn)
        {
            return true; // The end of the input says so.
        }

        var request = new NativeMethods.PollRequest { Descriptor = 0 };
        return NativeMethods.Poll(ref request, 1, 0) <= 0 || (request.Found & NativeMethods.PollHangUp) == 0;
    }

    /// <summary>What the system calls the set of processes that one sees, each by its number.</summary>
    /// <param name="process">The number of the process, or <c>self</c>.</param>
    /// <returns>The name; empty if this process may not look into that one.</returns>
    public static string ProcessNamespace(string process)
    {
        if (Portable.IsOn)
        {
            return "all"; // Files have paths that everybody sees.
        }

        Span<byte> name = stackalloc byte[64];
        nint length = NativeMethods.ReadLink($"/proc/{process}/ns/pid", name, (nuint)name.Length);
        return length <= 0 ? "" : Encoding.ASCII.GetString(name[..(int)length]);
    }

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

    /// <summary>Removes a variable also for native code.</summary>
    public static void UnsetEnvironment(string variable)
    {
        if (!Portable.IsOn)
        {
            _ = NativeMethods.UnsetEnvironment(variable);
        }
    }

    /// <summary>Ends the process at once, whatever its threads are doing.</summary>
    public static void Exit(int code)
    {
        if (!Portable.IsOn)
        {
            NativeMethods.Exit(code);
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
