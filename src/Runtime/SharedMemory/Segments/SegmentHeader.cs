using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>The header that segments of a record have. To compare its bytes is faster than to read what they mean.</summary>
/// <param name="schema">What the records are.</param>
/// <param name="bytes">The header of a segment without records.</param>
internal sealed class SegmentHeader(RecordSchema schema, byte[] bytes)
{
    private const int CountDigits = 20;

    private readonly int _count = bytes.AsSpan().LastIndexOf("(0,), }"u8) + 1;

    /// <summary>Its bytes; the first record is behind them.</summary>
    public int Size => bytes.Length;

    private static ReadOnlySpan<byte> AfterCount => ",), }"u8;

    /// <summary>The header of a segment of so many records.</summary>
    public byte[] With(long count)
    {
        byte[] header = [.. bytes];
        Span<byte> text = header.AsSpan(_count);
        Utf8Formatter.TryFormat(count, text, out int length);
        AfterCount.CopyTo(text[length..]);
        return header;
    }

    /// <summary>Reads the header of a file, if it is this one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="count">The records that the footer declares.</param>
    /// <param name="size">The size of the file.</param>
    public NpyHeader? TryRead(SafeFileHandle file, long count, long size)
    {
        const int Largest = 4096;
        if (bytes.Length > Largest || count < 0 || count > (size - bytes.Length) / schema.Size)
        {
            return null;
        }

        Span<byte> found = stackalloc byte[bytes.Length];
        return FileBytes.Read(file, found, 0) == bytes.Length && Is(found, count) ? new NpyHeader(schema, count, bytes.Length) : null;
    }

    private bool Is(ReadOnlySpan<byte> found, long count)
    {
        Span<byte> digits = stackalloc byte[CountDigits];
        Utf8Formatter.TryFormat(count, digits, out int length);
        int end = _count + length + AfterCount.Length;
        return found[..^1].Length >= end
            && found[.._count].SequenceEqual(bytes.AsSpan(0, _count))
            && found[_count..].StartsWith(digits[..length])
            && found[(_count + length)..].StartsWith(AfterCount)
            && !found[end..^1].ContainsAnyExcept((byte)' ')
            && found[^1] == (byte)'\n';
    }
}
