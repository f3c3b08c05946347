using System.Diagnostics.CodeAnalysis;

namespace SchemaToolkit;

/// <summary>What is being done to which file and dataset: the first half of every error's message. Checks the answers of
/// libhdf5, on the thread that made the call and before the next one.</summary>
/// <param name="Doing">Such as <c>Writing</c>.</param>
/// <param name="Path">The file, by the name the user gave.</param>
/// <param name="Dataset">The dataset, if it is about one.</param>
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

    public override string ToString() => Dataset is null ? $"{Doing} {Path}" : $"{Doing} dataset '{Dataset}' of {Path}";

    [DoesNotReturn]
    private void ThrowLast() => throw Last();
}
