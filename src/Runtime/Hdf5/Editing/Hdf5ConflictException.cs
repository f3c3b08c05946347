namespace SchemaToolkit;

/// <summary>A file that is about to be replaced was changed by another program in the meantime, or is being written by one: what that
/// program wrote would be lost. The file stays as it is.</summary>
public sealed class Hdf5ConflictException : IOException
{
    internal Hdf5ConflictException(string path, string? kept, string reason)
        : base($"{path} is not replaced: {reason} since the transaction began. "
            + (kept is null
                ? "Try again when it is done."
                : $"What was written is complete in {kept}: copy from it what is wanted, or put it in the place of the file, when the "
                    + "other program is done."))
    {
        Path = path;
        KeptPath = kept;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The complete file that was to replace it; <see langword="null"/> if nothing is lost without it, as when records are
    /// appended.</summary>
    public string? KeptPath { get; }
}
