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

    // The kernel gives a process a larger table for its descriptors in steps, each of which takes milliseconds. So the numbers stay in the
    // first table as long as they can, and then leave all the others out at once.
    private const int Table = 64;
    private const int Gap = 16;
    private const int Far = 1024;

    private static readonly Lock _lock = new();
    private static int _next;
    private static bool _isFarTooFar;

    /// <summary>Gives a file the next number. It is closed under its old one.</summary>
    public static SafeFileHandle Renumber(SafeFileHandle file)
    {
        int number;
        int least = (int)file.DangerousGetHandle() + Gap;
        lock (_lock)
        {
            int next = Math.Max(_next, least);
            if (next is >= Table and < Far && !_isFarTooFar)
            {
                number = Duplicate(file, Far);
                _isFarTooFar = number < 0;
            }
            else
            {
                number = Duplicate(file, next);
            }

            // The limit of the process may be lower, or all numbers up to it are in use.
            number = number < 0 && _isFarTooFar ? Duplicate(file, next) : number;
            number = number < 0 ? Duplicate(file, least) : number;
            number = number < 0 ? Duplicate(file, 0) : number;
            if (number < 0)
            {
                return file; // It has the only number that is left.
            }

            _next = number + 1 < End ? number + 1 : 0;
        }

        file.Dispose();
        return new SafeFileHandle(number, ownsHandle: true);
    }

    private static int Duplicate(SafeFileHandle file, int least)
        => NativeMethods.Control(file, NativeMethods.ControlDuplicateCloseOnExec, least);
}
