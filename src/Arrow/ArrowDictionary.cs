using Apache.Arrow;
using Apache.Arrow.Types;

namespace SchemaToolkit;

/// <summary>The texts of one column, each once. A file has one dictionary for all its batches.</summary>
internal sealed class ArrowDictionary
{
    private readonly Dictionary<byte[], int> _indexes = new(new Bytes());
    private readonly List<byte[]> _texts = [];

    /// <exception cref="ArgumentException">A text is not UTF-8.</exception>
    public ArrowDictionary(FieldSchema field, ReadOnlySpan<byte> records, int stride) => Add(field, records, stride, 0);

    /// <summary>The texts.</summary>
    public ArrayData Data => ArrowColumns.Texts(StringType.Default, [.. _texts]);

    /// <summary>Adds the texts of more records.</summary>
    /// <param name="field">The column.</param>
    /// <param name="records">The records.</param>
    /// <param name="stride">Bytes of a record.</param>
    /// <param name="first">The number of the first record, for errors.</param>
    public void Add(FieldSchema field, ReadOnlySpan<byte> records, int stride, long first)
    {
        Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> lookup = _indexes.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (int i = 0; i < records.Length / stride; i++)
        {
            ReadOnlySpan<byte> value = records.Slice((i * stride) + field.Offset, field.Size);
            if (!lookup.ContainsKey(value))
            {
                lookup[value] = _texts.Count;
                try
                {
                    _texts.Add(ArrowColumns.Text(field.Name, field.Type, value, 0, isBinary: false));
                }
                catch (ArgumentException e)
                {
                    throw new ArgumentException(e.Message.Replace("record 0 ", $"record {first + i} ", StringComparison.Ordinal), e);
                }
            }
        }
    }

    public int IndexOf(ReadOnlySpan<byte> value) => _indexes.GetAlternateLookup<ReadOnlySpan<byte>>()[value];

    private sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
