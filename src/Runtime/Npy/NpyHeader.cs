using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SchemaToolkit.Generator.Parsing.Dtypes;

namespace SchemaToolkit;

/// <summary>The header of a <c>.npy</c> file: what its records are, how many, and where they begin.</summary>
/// <param name="Schema">The dtype.</param>
/// <param name="Count">The number of records.</param>
/// <param name="Size">Bytes before the first record.</param>
internal sealed record NpyHeader(RecordSchema Schema, long Count, int Size)
{
    /// <summary>The size of numpy's own headers is a multiple of this.</summary>
    public const int NumpyAlignment = 64;

    /// <summary>Far more than any dtype needs; numpy itself refuses 10,000 characters unless told otherwise.</summary>
    private const int MaxSize = 1 << 20;

    /// <summary>numpy leaves room for the count to grow in place.</summary>
    private const int CountDigits = 21;

    /// <summary>A level of nested records is two levels here, a list and a tuple.</summary>
    private const int MaxDepth = 128;

    private const int ShortPrefix = 10;
    private const int LongPrefix = 12;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The header as <c>np.save</c> writes it, byte for byte when <paramref name="alignment"/> is
    /// <see cref="NumpyAlignment"/>. Its size does not depend on the count.</summary>
    public static byte[] Write(RecordSchema schema, long count, int alignment = NumpyAlignment)
    {
        string digits = count.ToString(CultureInfo.InvariantCulture);
        string text = $"{{'descr': {schema.NumpyDescr}, 'fortran_order': False, 'shape': ({digits},), }}" + new string(
            ' ',
            CountDigits - digits.Length);
        bool latin = !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff');
        byte[] bytes = (latin ? Encoding.Latin1 : Encoding.UTF8).GetBytes(text);
        int prefix = latin && Padded(ShortPrefix) - ShortPrefix <= ushort.MaxValue ? ShortPrefix : LongPrefix;

        byte[] header = new byte[Padded(prefix)];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = !latin ? (byte)3 : prefix == ShortPrefix ? (byte)1 : (byte)2;
        header[7] = 0;
        if (prefix == ShortPrefix)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(header.Length - prefix));
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), header.Length - prefix);
        }

        bytes.CopyTo(header, prefix);
        header[^1] = (byte)'\n';
        return header;

        // As in numpy: when the text ends exactly at a multiple of the alignment, a full alignment of blanks follows.
        int Padded(int before) => before + bytes.Length + 1 + alignment - ((before + bytes.Length + 1) % alignment);
    }

    /// <summary>Reads the header of a file and checks that the file holds all of its records.</summary>
    /// <param name="file">The file; it must be readable at an offset.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <param name="place">The file's name in messages.</param>
    /// <exception cref="RecordFormatException">The file is not a <c>.npy</c> file of one-dimensional records, or is truncated.</exception>
    /// <exception cref="SchemaMismatchException">A record cannot have its dtype.</exception>
    public static NpyHeader Read(SafeFileHandle file, long length, string place)
    {
        Span<byte> prefix = stackalloc byte[LongPrefix];
        byte[] bytes = new byte[SizeOf(prefix[..FileBytes.Read(file, prefix, 0)], place)];
        if (bytes.Length > length || FileBytes.Read(file, bytes, 0) < bytes.Length)
        {
            throw new RecordFormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place} is truncated: its header alone declares {bytes.Length} bytes and the file has {length}."));
        }

        NpyHeader header = Parse(bytes, place);
        if (header.Count > (length - header.Size) / header.Schema.Size)
        {
            throw new RecordFormatException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{place} is truncated: its header declares {header.Count} records of {header.Schema.Size} bytes, and the file "
                        + $"holds {(length - header.Size) / header.Schema.Size}. Copy or write it again."));
        }

        return header;
    }

    /// <summary>Bytes of a header, from its first bytes.</summary>
    /// <exception cref="RecordFormatException">They are not the start of a <c>.npy</c> file.</exception>
    public static int SizeOf(ReadOnlySpan<byte> start, string place)
    {
        if (!start.StartsWith(Magic))
        {
            throw new RecordFormatException($"{place} is not a .npy file: it does not begin with \\x93NUMPY.");
        }

        if (start.Length < LongPrefix)
        {
            throw new RecordFormatException($"{place} is truncated: it ends within its header.");
        }

        if (start[6] is < 1 or > 3)
        {
            throw new RecordFormatException($"{place} has the .npy version {start[6]}.{start[7]}; 1.0, 2.0 and 3.0 are supported.");
        }

        uint size = start[6] == 1
            ? ShortPrefix + (uint)BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : LongPrefix + Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(start[8..]), MaxSize);
        return size <= MaxSize
            ? (int)size
            : throw new RecordFormatException($"{place} is not a .npy file: it declares a header of more than {MaxSize} bytes.");
    }

    /// <summary>Reads a whole header.</summary>
    /// <exception cref="RecordFormatException">It is not the header of a one-dimensional array of records.</exception>
    /// <exception cref="SchemaMismatchException">A record cannot have its dtype.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> header, string place)
    {
        int version = header[6];
        ReadOnlySpan<byte> bytes = header[(version == 1 ? ShortPrefix : LongPrefix)..];
        string text;
        try
        {
            text = (version == 3 ? new UTF8Encoding(false, throwOnInvalidBytes: true) : Encoding.Latin1).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new RecordFormatException($"{place} is not a .npy file: its header is not UTF-8.", e);
        }

        if (Literal(text, place) is not PythonDict { Items: { Count: 3 } entries }
            || Entry(entries, "descr") is not { } descr
            || Entry(entries, "fortran_order") is not PythonBool { Value: var isFortran }
            || Entry(entries, "shape") is not PythonTuple { Items: var dimensions }
            || !dimensions.All(static n => n is PythonNumber { Value: >= 0 }))
        {
            throw new RecordFormatException(
                $"{place} is not a .npy file: its header is not a dictionary of descr, fortran_order and shape.");
        }

        // With one dimension, C and Fortran order are the same.
        RecordSchema schema = NumpyDescrReader.Read(descr, place);
        return dimensions is [PythonNumber { Value: var count }]
            ? new NpyHeader(schema, count, header.Length)
            : throw new RecordFormatException(
                $"{place} holds an array of {dimensions.Count} dimensions{(isFortran ? " in Fortran order" : "")}; "
                    + $"arrays of records have one. Save array.ravel(), or make a dimension a sub-array of the record.");
    }

    private static PythonLiteral? Entry(IReadOnlyList<(PythonText Key, PythonLiteral Value)> entries, string key)
    {
        foreach ((PythonText name, PythonLiteral value) in entries)
        {
            if (name.Value == key)
            {
                return value;
            }
        }

        return null;
    }

    private static PythonLiteral Literal(string text, string place)
    {
        try
        {
            var reader = new PythonReader(text, MaxDepth);
            PythonLiteral literal = reader.Read();
            reader.End();
            return literal;
        }
        catch (DtypeException e)
        {
            throw new RecordFormatException($"{place} is not a .npy file: at character {e.Position} of the header's dictionary, {e.Message}.", e);
        }
    }
}
