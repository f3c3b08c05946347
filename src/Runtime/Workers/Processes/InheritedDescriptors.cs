using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Descriptors that a worker inherits by mistake: some library opened them without the close-on-exec flag. They would keep a
/// file's space and its lock while the worker lives, so the worker closes them. It cannot know which they are (a profiler may
/// have opened a log in it already), so the parent lists them.
/// </summary>
internal static class InheritedDescriptors
{
    private const string Directory = "/proc/self/fd";

    /// <summary>The first descriptor after standard input, output and error.</summary>
    private const int First = 3;

    /// <summary>The longest list. It must fit into an environment variable; few programs have so many descriptors.</summary>
    private const int Most = 1000;

    /// <summary>A word for each descriptor that a process started now would inherit: its number, and its file's identity.</summary>
    public static IEnumerable<string> List()
        => System.IO.Directory.EnumerateFileSystemEntries(Directory)
            .Select(static entry => Describe(int.Parse(Path.GetFileName(entry.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture)))
            .OfType<string>()
            .Take(Most);

    /// <summary>Closes the listed descriptors that this process has and that still are the same file.</summary>
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
