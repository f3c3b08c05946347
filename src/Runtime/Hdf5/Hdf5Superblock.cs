using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The first bytes of a file: a look before libhdf5 opens it, and what closing it would write there.</summary>
internal static class Hdf5Superblock
{
    private const int FirstUserBlock = 512;
    private const int VersionAt = 8;
    private const int OffsetSizeAt = 9;
    private const int FlagsAt = 11;
    private const int EndAt = 28;
    private const int ChecksumAt = 44;
    private const int Size = 48;
    private const int FirstVersionWithFlags = 3;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Throws if a file is not an HDF5 file, or its writer has not closed it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="RecordFormatException">It is not an HDF5 file, or it is a pipe or a device.</exception>
    /// <exception cref="Hdf5FileNotClosedException">Its writer was killed or is still writing.</exception>
    /// <exception cref="IOException">Another program has locked it for writing.</exception>
    public static void Check(string path)
    {
        if (!IsClosed(path))
        {
            throw new Hdf5FileNotClosedException(path);
        }
    }

    /// <summary>Whether the last writer of a file has closed it. Old versions of the format do not tell, and count as closed.</summary>
    /// <inheritdoc cref="Check" path="/exception[@cref != 'T:SchemaToolkit.Hdf5FileNotClosedException']"/>
    public static bool IsClosed(string path)
    {
        using SafeFileHandle file = Open(path);
        Span<byte> start = stackalloc byte[Size];
        _ = Find(file, start, path);
        return start[VersionAt] < FirstVersionWithFlags || start[FlagsAt] == 0;
    }

    /// <summary>Marks a file as closed, with all of its bytes: what its writer flushed may be behind the end that it last noted.</summary>
    /// <exception cref="RecordFormatException">The superblock itself is damaged.</exception>
    public static void Close(SafeFileHandle file, string path)
    {
        Span<byte> start = stackalloc byte[Size];
        long at = Find(file, start, path);
        if (start[VersionAt] != FirstVersionWithFlags
            || start[OffsetSizeAt] != sizeof(ulong)
            || Hdf5Lookup3.Of(start[..ChecksumAt]) != BinaryPrimitives.ReadUInt32LittleEndian(start[ChecksumAt..]))
        {
            throw new RecordFormatException($"{path} cannot be repaired: its superblock is damaged, or of an unknown version.");
        }

        ulong length = (ulong)RandomAccess.GetLength(file);
        ulong end = BinaryPrimitives.ReadUInt64LittleEndian(start[EndAt..]);
        start[FlagsAt] = 0;
        BinaryPrimitives.WriteUInt64LittleEndian(start[EndAt..], Math.Max(end, length));
        BinaryPrimitives.WriteUInt32LittleEndian(start[ChecksumAt..], Hdf5Lookup3.Of(start[..ChecksumAt]));
        FileBytes.Write(file, start, at, path);
    }

    /// <summary>Whether nothing comes before it, so that addresses count from the beginning of the file.</summary>
    public static bool IsAtBeginning(SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[8];
        return FileBytes.Read(file, start, 0) == start.Length && start.SequenceEqual(Signature);
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return FileBytes.Open(path, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException locked) when (locked.HResult == SystemError.WouldBlock)
        {
            throw new IOException($"{path} is open for writing in another program; wait until it has closed it.", locked);
        }
    }

    // The superblock is at the start, or after a user block of 512 bytes or a power of two times that.
    private static long Find(SafeFileHandle file, Span<byte> start, string path)
    {
        long length = RandomAccess.GetLength(file);
        for (long offset = 0; offset + FlagsAt < length; offset = offset == 0 ? FirstUserBlock : offset * 2)
        {
            start.Clear();
            if (FileBytes.Read(file, start, offset) > FlagsAt && start.StartsWith(Signature))
            {
                return offset;
            }
        }

        throw new RecordFormatException($"{path} is not an HDF5 file: " + (length == 0 ? "it is empty." : "it has no HDF5 signature."));
    }
}
