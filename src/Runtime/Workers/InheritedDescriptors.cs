using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// What a worker inherits although nobody meant it to: descriptors that some library opened without the flag that keeps them
/// from other programs. They would keep a file's space, and its lock, for as long as the worker lives, so it closes them. It
/// cannot tell by itself which they are (a profiler may have opened a log in it before), so the parent lists them.
/// </summary>
internal static class InheritedDescriptors
{
    private const string Directory = "/proc/self/fd";

    /// <summary>Standard input, output and error come before it.</summary>
    private const int First = 3;

    /// <summary>More than a program should have; the list must fit into an environment variable.</summary>
    private const int Most = 1000;

    /// <summary>A word for each descriptor that a process started now would inherit: its number, and what it is.</summary>
    public static IEnumerable<string> List()
        => System.IO.Directory.EnumerateFileSystemEntries(Directory)
            .Select(static entry => Describe(int.Parse(Path.GetFileName(entry.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture)))
            .OfType<string>()
            .Take(Most);

    /// <summary>Closes those of the list that are here, and are the same.</summary>
    public static void Close(IEnumerable<string> list)
    {
        foreach (string word in list)
        {
            if (int.TryParse(
                word.AsSpan(0, Math.Max(0, word.IndexOf(':'))),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int number)
                && Describe(number) == word)
            {
                new SafeFileHandle(number, ownsHandle: true).Dispose();
            }
        }
    }

    private static string? Describe(int number)
    {
        using var descriptor = new SafeFileHandle(number, ownsHandle: false);
        return number >= First
            && NativeMethods.Control(descriptor, NativeMethods.ControlGetDescriptorFlags, 0) == 0
            && NativeMethods.Status(
                descriptor,
                "",
                NativeMethods.AtEmptyPath,
                NativeMethods.StatBasic,
                out NativeMethods.FileStatus status) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{number}:{status.DeviceMajor}:{status.DeviceMinor}:{status.Number}")
            : null;
    }
}
