using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace SchemaToolkit;

/// <summary>The operation and its file and dataset, with which every error message begins. Checks the results of libhdf5;
/// that must be done on the thread that made the call, before its next call.</summary>
/// <param name="Doing">The operation, such as <c>Writing</c>.</param>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Dataset">The dataset, if there is one.</param>
internal readonly partial record struct Hdf5Place(string Doing, string Path, string? Dataset = null)
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int FileTooLarge = 27;

    public int Check(int status)
    {
        if (status < 0)
        {
            ThrowLast();
        }

        return status;
    }

    public THandle Check<THandle>(THandle handle)
        where THandle : Hdf5Handle
    {
        if (handle.IsInvalid)
        {
            ThrowLast();
        }

        return handle;
    }

    /// <summary>The error of the call that has just failed. A full disk is an <see cref="IOException"/>, as everywhere.</summary>
    public Exception Last()
    {
        Hdf5Exception failure = Take();
        return failure.ErrorNumber is NoSpace or QuotaExceeded or FileTooLarge
            ? new IOException($"{this} failed: {failure.Cause}.", failure) { HResult = failure.ErrorNumber }
            : failure;
    }

    /// <summary>The same for a call that opens something: what the system does not refuse is the fault of the file.</summary>
    public Exception Damaged()
    {
        Hdf5Exception failure = Take();
        return failure.ErrorNumber != 0
            ? failure
            : new RecordFormatException($"{this} is not possible: it is truncated or damaged: {failure.Cause}.", failure);
    }

    // libhdf5 knows a file without a name by its descriptor.
    private Hdf5Exception Take()
    {
        string path = Path;
        return new Hdf5Exception(
            ToString(),
            Hdf5Library.Version,
            [
                .. H5E.Take().Select(error => error with
                {
                    Description = DescriptorPath().Replace(error.Description, _ => path),
                }),
            ]);
    }

    [GeneratedRegex("/proc/self/fd/[0-9]+")]
    private static partial Regex DescriptorPath();

    public override string ToString() => Dataset is null ? $"{Doing} {Path}" : $"{Doing} dataset '{Dataset}' of {Path}";

    [DoesNotReturn]
    private void ThrowLast() => throw Last();
}
