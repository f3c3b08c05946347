using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// Numbers descriptors upward, so that a number that was closed is not soon used again: a program that cannot check what a
/// <c>/proc/PID/fd/N</c> is (numpy) then finds nothing rather than something else. A number comes again only after half the
/// descriptors that the process may have, at most 16,384; if it has no more than that open besides. Files that are opened get the lowest
/// number that is free, so the numbers begin some way above it.
/// </summary>
internal static class DescriptorNumbers
{
    private const int End = 2 * 16_384;

    // Not more: a process that has 64 numbers waits for milliseconds until the kernel gives it a larger table.
    private const int Gap = 16;

    private static readonly Lock _lock = new();
    private static int _next;

    /// <summary>Gives a file the next number. It is closed under its old one.</summary>
    public static SafeFileHandle Renumber(SafeFileHandle file)
    {
        int number;
        int least = (int)file.DangerousGetHandle() + Gap;
        lock (_lock)
        {
            number = NativeMethods.Control(file, NativeMethods.ControlDuplicateCloseOnExec, Math.Max(_next, least));
            if (number < 0)
            {
                // The limit of the process is lower than the end, or all numbers up to it are in use.
                number = NativeMethods.Control(file, NativeMethods.ControlDuplicateCloseOnExec, 0);
            }

            if (number < 0)
            {
                return file; // It has the only number that is left.
            }

            _next = number + 1 < End ? number + 1 : 0;
        }

        file.Dispose();
        return new SafeFileHandle(number, ownsHandle: true);
    }
}
