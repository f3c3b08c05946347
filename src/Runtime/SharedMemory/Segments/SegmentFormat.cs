using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SchemaToolkit;

/// <summary>
/// The bytes of a segment: a <c>.npy</c> header of whole pages, the records, and at the next multiple of 64 the
/// <see cref="SegmentFooter"/>. A <c>.npy</c> file from another program, without the footer, is also accepted.
/// </summary>
internal static class SegmentFormat
{
    /// <summary>The records begin at the start of a page, as mappings do.</summary>
    private const int HeaderAlignment = 4096;
    private const int FooterAlignment = 64;

    // To make a header takes longer than to write a few records.
    private static readonly ConditionalWeakTable<RecordSchema, SegmentHeader> _headers = [];

    /// <summary>The offset of the first record.</summary>
    public static int DataOffset(RecordSchema schema) => HeaderOf(schema).Size;

    /// <summary>The size in bytes of a segment without metadata.</summary>
    /// <exception cref="OverflowException">The size does not fit into a <see cref="long"/>.</exception>
    public static long FileSize(NpyHeader header) => checked(FooterOffset(header) + SegmentFooter.Length);

    /// <summary>The size in bytes of a segment of so many records.</summary>
    /// <exception cref="OverflowException">The size does not fit into a <see cref="long"/>.</exception>
    public static long FileSize(RecordSchema schema, long count) => FileSize(new NpyHeader(schema, count, DataOffset(schema)));

    /// <summary>Writes the parts of a segment around its records: header and footer.</summary>
    public static void Complete(SafeFileHandle file, RecordSchema schema, long count, uint flags, string place)
    {
        byte[] bytes = HeaderOf(schema).With(count);
        var header = new NpyHeader(schema, count, bytes.Length);
        var footer = new SegmentFooter(header, SegmentFooter.Complete | flags);
        FileBytes.Write(file, MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentFooter>(in footer)), FooterOffset(header), place);
        FileBytes.Write(file, bytes, 0, place);
    }

    /// <summary>Maps a segment's records after checking its header and footer.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="schema">What its records must be; <see langword="null"/> for any.</param>
    /// <param name="access">What it may be.</param>
    /// <param name="place">Its name in messages.</param>
    /// <exception cref="RecordFormatException">The file is not a segment, is truncated or incomplete, or contradicts
    /// itself.</exception>
    /// <exception cref="SchemaMismatchException">It holds another record.</exception>
    public static MappedRows Map(SafeFileHandle file, RecordSchema? schema, SegmentAccess access, string place)
        => Map(file, schema, access, place, out _);

    /// <inheritdoc cref="Map(SafeFileHandle, RecordSchema?, SegmentAccess, string)"/>
    /// <param name="file">The segment.</param>
    /// <param name="schema">What its records must be; <see langword="null"/> for any.</param>
    /// <param name="access">What it may be.</param>
    /// <param name="place">Its name in messages.</param>
    /// <param name="id">The number that tells it from others; 0 if it has no footer.</param>
    public static MappedRows Map(SafeFileHandle file, RecordSchema? schema, SegmentAccess access, string place, out uint id)
    {
        var look = SegmentLook.At(file, place);
        id = look.Tail.Exists ? look.Tail.Id : 0;
        return Map(file, look, schema, access, place);
    }

    /// <inheritdoc cref="Map(SafeFileHandle, RecordSchema?, SegmentAccess, string)"/>
    /// <param name="file">The segment.</param>
    /// <param name="look">What was seen of it.</param>
    /// <param name="schema">What its records must be; <see langword="null"/> for any.</param>
    /// <param name="access">What it may be.</param>
    /// <param name="place">Its name in messages.</param>
    public static MappedRows Map(SafeFileHandle file, in SegmentLook look, RecordSchema? schema, SegmentAccess access, string place)
    {
        (NpyHeader header, SegmentFooter footer, long size) = Read(file, look, schema, access, place);
        if (access == SegmentAccess.Write && !footer.IsWritable)
        {
            throw new RecordFormatException($"{place} is a published segment, which cannot be changed: open it by SharedRecords.Open.");
        }

        if (schema is not null)
        {
            SchemaMismatchException.ThrowIfDifferent(schema, header.Schema, place);
        }

        MemoryMapping mapping = look.IsFixed
            ? MemoryMapping.Map(file, 0, size, access == SegmentAccess.Write, place)
            : MemoryMapping.MapWatched(file, size, access == SegmentAccess.Write, place);
        mapping.About = new MappedSegment(look.Key, header, footer, size);
        return new MappedRows(
            mapping,
            header.Size,
            header.Count,
            header.Schema,
            place);
    }

    /// <summary>Reads and checks a segment's header and footer.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="expected">What its records probably are.</param>
    /// <param name="access">What it may be.</param>
    /// <param name="place">Its name in messages.</param>
    /// <returns>Both, and the size of the file. Any other <c>.npy</c> file has an empty footer.</returns>
    /// <exception cref="RecordFormatException">The file is not a segment, is truncated or incomplete, or contradicts
    /// itself.</exception>
    /// <exception cref="SchemaMismatchException">No record can have its dtype.</exception>
    public static (NpyHeader Header, SegmentFooter Footer, long Size) Read(
        SafeFileHandle file,
        RecordSchema? expected,
        SegmentAccess access,
        string place)
        => Read(file, SegmentLook.At(file, place), expected, access, place);

    private static (NpyHeader Header, SegmentFooter Footer, long Size) Read(
        SafeFileHandle file,
        in SegmentLook look,
        RecordSchema? expected,
        SegmentAccess access,
        string place)
    {
        long size = look.IsRegular ? look.Size : FileBytes.Size(file, place);
        if (look.IsUnpublished)
        {
            throw new RecordFormatException($"{place} is not published yet: open it after Publish().");
        }

        SegmentFooter footer = look.Tail;
        NpyHeader header = (footer.Exists && expected is not null ? HeaderOf(expected).TryRead(file, footer.Count, size) : null)
            ?? NpyHeader.Read(file, size, place);
        if (footer.Exists && footer.Contradiction(header, size) is { } contradiction)
        {
            throw new RecordFormatException($"{place} is damaged: its footer {contradiction}.");
        }

        if (access != SegmentAccess.Any && !footer.Exists)
        {
            throw new RecordFormatException(
                access == SegmentAccess.Write
                    ? $"{place} is not an array that processes share: it is any .npy file, without the footer of one. "
                        + "Read it by SharedRecords.Open or RecordNpy.Map, or copy it into an array of SharedRecords.CreateArray."
                    : $"{place} is incomplete: it has no footer.");
        }

        return (header, footer, size);
    }

    /// <summary>The footer of a file; empty if it has none, or is no file.</summary>
    public static SegmentFooter FooterOf(SafeFileHandle file)
        => FileBytes.Status(file, "A segment") is { IsRegular: true, Size: var size } ? ReadFooter(file, size) : default;

    /// <summary>The footer of a file of a size; empty if it has none.</summary>
    public static SegmentFooter ReadFooter(SafeFileHandle file, long size)
    {
        SegmentFooter footer = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<SegmentFooter>(ref footer));
        if (size >= bytes.Length && FileBytes.Read(file, bytes, size - bytes.Length) < bytes.Length)
        {
            footer = default;
        }

        return footer;
    }

    private static SegmentHeader HeaderOf(RecordSchema schema)
        => _headers.GetValue(schema, static schema => new SegmentHeader(schema, NpyHeader.Write(schema, 0, HeaderAlignment)));

    private static long FooterOffset(NpyHeader header)
        => checked(header.Size + (header.Count * header.Schema.Size) + FooterAlignment - 1) / FooterAlignment * FooterAlignment;
}
