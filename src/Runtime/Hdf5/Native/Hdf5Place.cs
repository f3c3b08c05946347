using System.Diagnostics.CodeAnalysis;

namespace SchemaToolkit;

/// <summary>The operation and its file and dataset, with which every error message begins. Checks the results of libhdf5;
/// that must be done on the thread that made the call, before its next call.</summary>
/// <param name="Doing">The operation, such as <c>Writing</c>.</param>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Dataset">The dataset, if there is one.</param>
internal readonly record struct Hdf5Place(string Doing, string Path, string? Dataset = null)
{
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

    /// <summary>The error of the call that has just failed.</summary>
    public Hdf5Exception Last() => new(ToString(), Hdf5Library.Version, H5E.Take());

    /// <summary>The same for a call that opens something: what the system does not refuse is the fault of the file.</summary>
    public Exception Damaged()
    {
        Hdf5Exception failure = Last();
        return failure.IsFromSystem
            ? failure
            : new RecordFormatException($"{this} is not possible: it is truncated or damaged: {failure.Cause}.", failure);
    }

    public override string ToString() => Dataset is null ? $"{Doing} {Path}" : $"{Doing} dataset '{Dataset}' of {Path}";

    [DoesNotReturn]
    private void ThrowLast() => throw Last();
}
