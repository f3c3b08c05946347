using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>A text field seen across records, as .NET text. A view; nothing is copied before a text is taken.</summary>
public readonly ref struct TextColumn
{
    private readonly ref readonly byte _first;
    private readonly int _stride;
    private readonly FieldType _type;

    internal TextColumn(ref readonly byte first, int stride, int length, FieldType type)
    {
        _first = ref first;
        _stride = stride;
        _type = type;
        Length = length;
    }

    /// <summary>The number of values, one per record.</summary>
    public int Length { get; }

    /// <summary>The text in one record, without its padding. Bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="index">The record, from 0.</param>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is negative or not below <see cref="Length"/>.</exception>
    public string this[int index]
    {
        get
        {
            ReadOnlySpan<byte> bytes = Bytes(index);
            if (_type.Kind == FieldKind.Text)
            {
                return Encoding.UTF8.GetString(bytes);
            }

            uint[] runes = MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
            if (_type.IsBigEndian)
            {
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(runes, runes);
            }

            return Utf32Text.ToString(runes);
        }
    }

    /// <summary>The bytes of the text in one record, in place, without its padding: UTF-8, or four bytes a character for a U
    /// field.</summary>
    /// <param name="index">The record, from 0.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is negative or not below <see cref="Length"/>.</exception>
    public ReadOnlySpan<byte> Bytes(int index)
    {
        if ((uint)index >= (uint)Length)
        {
            throw new IndexOutOfRangeException($"There is no record {index}; the column has {Length}.");
        }

        ref byte start = ref Unsafe.AddByteOffset(ref Unsafe.AsRef(in _first), (nint)index * _stride);
        ReadOnlySpan<byte> padded = MemoryMarshal.CreateReadOnlySpan(ref start, _type.Size);
        int length = padded.TrimEnd((byte)0).Length;
        return padded[..(_type.Kind == FieldKind.Text ? length : (length + 3) / 4 * 4)];
    }

    /// <summary>Copies the texts to a new array.</summary>
    /// <returns>The array.</returns>
    public string[] ToArray()
    {
        string[] texts = new string[Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = this[i];
        }

        return texts;
    }

    /// <summary>Enumerates the texts.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Enumerates the texts of a column.</summary>
    public ref struct Enumerator : IEnumerator<string>
    {
        private readonly TextColumn _column;
        private int _index = -1;

        internal Enumerator(TextColumn column) => _column = column;

        /// <summary>The text.</summary>
        public readonly string Current => _column[_index];

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext() => ++_index < _column.Length;

        /// <inheritdoc/>
        public void Reset() => _index = -1;

        readonly void IDisposable.Dispose()
        {
        }
    }
}
