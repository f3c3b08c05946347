using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>LZF, a compression that h5py adds to libhdf5. For reading only.</summary>
internal static unsafe class Hdf5Lzf
{
    /// <summary>The filter's registered number.</summary>
    public const int Id = 32000;

    private const int ClassVersion = 1;
    private const int ChunkSizeValue = 2;

    /// <summary>Registers the filter with libhdf5.</summary>
    public static int Register()
    {
        var filter = new H5Z.Filter
        {
            Version = ClassVersion,
            Id = Id,
            HasDecoder = 1,
            Name = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("lzf\0"u8)), // constant data, which does not move
            Function = &Filter,
        };
        return H5Z.Register(&filter);
    }

    /// <summary>Decompresses.</summary>
    /// <returns>The number of bytes written, or -1 if the input is damaged or needs more room.</returns>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int read = 0;
        int written = 0;
        while (read < source.Length)
        {
            int control = source[read++];
            if (control < 32)
            {
                int literals = control + 1;
                if (literals > source.Length - read || literals > destination.Length - written)
                {
                    return -1;
                }

                source.Slice(read, literals).CopyTo(destination[written..]);
                read += literals;
                written += literals;
                continue;
            }

            int length = (control >> 5) + 2;
            int extra = length == 9 ? 2 : 1;
            if (extra > source.Length - read)
            {
                return -1;
            }

            if (extra == 2)
            {
                length += source[read++];
            }

            int from = written - ((control & 0x1f) << 8) - source[read++] - 1;
            if (from < 0 || length > destination.Length - written)
            {
                return -1;
            }

            // Byte by byte: the source may include bytes that this copy has just written.
            for (int end = written + length; written < end; written++, from++)
            {
                destination[written] = destination[from];
            }
        }

        return written;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nuint Filter(uint flags, nuint valueCount, uint* values, nuint size, nuint* bufferSize, void** buffer)
    {
        // h5py stores the chunk's size in bytes among the values; no decompressed chunk is larger. 0 means failure.
        if ((flags & H5Z.Reverse) == 0
            || valueCount <= ChunkSizeValue
            || values[ChunkSizeValue] is 0 or > int.MaxValue
            || size > int.MaxValue)
        {
            return 0;
        }

        int chunkBytes = (int)values[ChunkSizeValue];
        void* decompressed = H5.AllocateMemory((nuint)chunkBytes, 0);
        if (decompressed == null)
        {
            return 0;
        }

        int written = Decompress(new ReadOnlySpan<byte>(*buffer, (int)size), new Span<byte>(decompressed, chunkBytes));
        if (written <= 0)
        {
            _ = H5.FreeMemory(decompressed);
            return 0;
        }

        _ = H5.FreeMemory(*buffer);
        *buffer = decompressed;
        *bufferSize = (nuint)chunkBytes;
        return (nuint)written;
    }
}
