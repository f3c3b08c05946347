using System.IO.Compression;

namespace SchemaToolkit;

/// <summary>
/// How the planes of a shuffled chunk are deflated: a plane has one byte of every row. In many of them, as the low bytes of
/// measurements, nothing is ever repeated but runs. To look only for runs there takes half the time, for the same size or less.
/// </summary>
internal sealed class Hdf5PlanePlan
{
    /// <summary>Planes with fewer rows are not worth a plan.</summary>
    public const int FewestRows = 4096;

    // A plane that runs make so much smaller is one of few values, which is not worth a part of its own.
    private const int FewValues = 50;
    private const int Tolerance = 256;

    private readonly List<(int Planes, bool IsRuns)> _parts = [];

    /// <summary>Tries each plane both ways.</summary>
    /// <param name="shuffled">The chunk.</param>
    /// <param name="rows">Its rows, which are the bytes of a plane.</param>
    /// <param name="level">The level of compression.</param>
    public Hdf5PlanePlan(ReadOnlySpan<byte> shuffled, int rows, int level)
    {
        var scratch = new MemoryStream(rows + (rows / 8) + 64);
        bool isJoined = false;
        for (; shuffled.Length > 0; shuffled = shuffled[rows..])
        {
            long runs = Deflate(shuffled[..rows], true, level, scratch, isLast: true, out _);
            bool isFew = runs < rows / FewValues;
            long usual = isFew ? long.MaxValue : Deflate(shuffled[..rows], false, level, scratch, isLast: true, out _);
            if (isFew && isJoined)
            {
                _parts[^1] = (_parts[^1].Planes + 1, true);
            }
            else
            {
                _parts.Add((1, isFew || runs <= usual + (usual / Tolerance)));
            }

            isJoined = isFew;
        }
    }

    /// <summary>Deflates a chunk: a zlib stream, whose parts are compressed each by itself.</summary>
    /// <param name="shuffled">The chunk.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="level">The level of compression.</param>
    /// <param name="to">Receives the stream.</param>
    public void Deflate(ReadOnlySpan<byte> shuffled, int rows, int level, MemoryStream to)
    {
        var scratch = new MemoryStream(rows + (rows / 8) + 64);
        uint checksum = 1;
        for (int i = 0; i < _parts.Count; i++)
        {
            (int planes, bool isRuns) = _parts[i];
            int length = planes * rows;
            int end = (int)Deflate(shuffled[..length], isRuns, level, scratch, i == _parts.Count - 1, out uint own);
            int start = i == 0 ? 0 : Adler32.HeaderBytes;
            to.Write(scratch.GetBuffer(), start, end - start);
            checksum = Adler32.Join(checksum, own, length);
            shuffled = shuffled[length..];
        }

        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(trailer, checksum);
        to.Write(trailer);
    }

    // A zlib stream without its checksum; unless it is the last, it ends where another may follow.
    private static long Deflate(ReadOnlySpan<byte> bytes, bool isRuns, int level, MemoryStream to, bool isLast, out uint checksum)
    {
        var options = new ZLibCompressionOptions
        {
            CompressionLevel = level,
            CompressionStrategy = isRuns ? ZLibCompressionStrategy.RunLengthEncoding : ZLibCompressionStrategy.Default,
        };
        to.SetLength(0);
        long end;
        using (var deflate = new ZLibStream(to, options, leaveOpen: true))
        {
            deflate.Write(bytes);
            if (!isLast)
            {
                deflate.Flush();
            }

            end = to.Length;
        }

        ReadOnlySpan<byte> all = to.GetBuffer().AsSpan(0, (int)to.Length);
        checksum = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(all[^sizeof(uint)..]);
        return isLast ? all.Length - sizeof(uint) : end;
    }
}
