using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Error numbers of Linux, and the exceptions they become.</summary>
internal static class SystemError
{
    public const int NotPermitted = 1;
    public const int NotFound = 2;
    public const int NoSuchProcess = 3;
    public const int Interrupted = 4;
    public const int NoDevice = 6;
    public const int WouldBlock = 11;
    public const int OutOfMemory = 12;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotMappable = 19;
    public const int OtherFileSystem = 18;
    public const int NotDirectory = 20;
    public const int Invalid = 22;
    public const int TooManyOfSystem = 23;
    public const int TooManyOfProcess = 24;
    public const int NoSpace = 28;
    public const int AddressInUse = 98;
    public const int ConnectionRefused = 111;
    public const int QuotaExceeded = 122;

    /// <summary>The number of the last failed call of this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>Whether an exception of <see cref="Exception"/> says that no more files can be opened.</summary>
    public static bool IsOutOfDescriptors(Exception error) => error is IOException { HResult: TooManyOfProcess or TooManyOfSystem };

    /// <summary>The exception for such an exception.</summary>
    /// <param name="what">What could not be done, with its place; begins a sentence.</param>
    /// <param name="error">What .NET threw.</param>
    public static IOException OutOfDescriptors(string what, IOException error) => OutOfDescriptors(what, error.Message, error.HResult);

    /// <summary>The exception for the last failed call of this thread.</summary>
    /// <param name="what">What could not be done, with its place; begins a sentence.</param>
    public static Exception Exception(string what)
    {
        int error = Last;
        string reason = Marshal.GetPInvokeErrorMessage(error);
        return error switch
        {
            NotPermitted or AccessDenied => new UnauthorizedAccessException($"{what}: {reason}."),
            NoSpace or QuotaExceeded or OutOfMemory => new SharedMemoryFullException(
                $"{what}: {reason}. Dispose unused segments, or make more room: of the machine's or container's shared memory "
                    + $"(docker run --shm-size), or of the disk."),
            TooManyOfProcess or TooManyOfSystem => OutOfDescriptors(what, reason, error),
            _ => new IOException($"{what}: {reason}.", error),
        };
    }

    private static IOException OutOfDescriptors(string what, string reason, int error)
        => new($"{what}: {reason}. Dispose what is not needed any more, or allow more open files (ulimit -n).", error);
}
