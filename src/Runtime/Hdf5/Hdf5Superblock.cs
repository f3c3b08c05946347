namespace SchemaToolkit;

/// <summary>A look at the first bytes of a file before libhdf5 opens it.</summary>
internal static class Hdf5Superblock
{
    private const int FirstUserBlock = 512;
    private const int VersionAt = 8;
    private const int FlagsAt = 11;
    private const int FirstVersionWithFlags = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Throws if a file is not an HDF5 file, or its writer has not closed it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">It is not an HDF5 file, or it is a pipe or a device.</exception>
    /// <exception cref="Hdf5FileNotClosedException">Its writer was killed or is still writing.</exception>
    public static void Check(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = FileBytes.Open(path, FileShare.ReadWrite | FileShare.Delete);
        long length = RandomAccess.GetLength(file);
        Span<byte> start = stackalloc byte[FlagsAt + 1];

        // The superblock is at the start, or after a user block of 512 bytes or a power of two times that.
        for (long offset = 0; offset + start.Length <= length; offset = offset == 0 ? FirstUserBlock : offset * 2)
        {
            if (RandomAccess.Read(file, start, offset) == start.Length && start.StartsWith(Signature))
            {
                if (start[VersionAt] >= FirstVersionWithFlags && start[FlagsAt] != 0)
                {
                    throw new Hdf5FileNotClosedException(path);
                }

                return;
            }
        }

        throw new RecordFormatException($"{path} is not an HDF5 file: " + (length == 0 ? "it is empty." : "it has no HDF5 signature."));
    }
}
