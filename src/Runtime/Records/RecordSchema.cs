using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace SchemaToolkit;

/// <summary>The fields of a record with their offsets and dtypes. Every format is written and checked by it.</summary>
public sealed class RecordSchema : IEquatable<RecordSchema>
{
    private const int MostLeaves = 1 << 22;

    private string? _descr;
    private ImmutableArray<FieldSchema> _leaves;
    private (int Start, int Length)[]? _dataRanges;
    private int[]? _booleanOffsets;

    /// <summary>Describes a record.</summary>
    /// <param name="name">The record's name, for messages.</param>
    /// <param name="size">Bytes of one record, padding included: numpy's <c>itemsize</c>.</param>
    /// <param name="alignment">In another aligned record, the record's offset is a multiple of this; 1 for a packed one.</param>
    /// <param name="fields">The fields, in order of their offsets.</param>
    /// <exception cref="ArgumentException">There are no fields; two have the same name; or fields overlap, are out of order or
    /// reach beyond the record.</exception>
    public RecordSchema(string name, int size, int alignment, ImmutableArray<FieldSchema> fields)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (fields.IsDefaultOrEmpty)
        {
            throw new ArgumentException($"{name} has no fields.", nameof(fields));
        }

        int end = 0;
        foreach (FieldSchema field in fields)
        {
            if (field.Offset < end || field.Offset > size - field.Size)
            {
                throw new ArgumentException(
                    $"Field '{field.Name}' of {name} at offset {field.Offset} overlaps another or reaches beyond {size} bytes.",
                    nameof(fields));
            }

            end = field.Offset + field.Size;
        }

        if (fields.Select(static f => f.Name).Distinct(StringComparer.Ordinal).Count() != fields.Length)
        {
            throw new ArgumentException($"Two fields of {name} have the same name.", nameof(fields));
        }

        Name = name;
        Size = size;
        Alignment = alignment;
        Fields = fields;
    }

    /// <summary>The record's name, for messages; equality ignores it.</summary>
    public string Name { get; }

    /// <summary>Bytes of one record: numpy's <c>itemsize</c>.</summary>
    public int Size { get; }

    /// <summary>numpy's <c>dtype.alignment</c>; 1 for a packed record.</summary>
    public int Alignment { get; }

    /// <summary>The fields, in order of their offsets.</summary>
    public ImmutableArray<FieldSchema> Fields { get; }

    /// <summary>Whether some bytes of the record belong to no field.</summary>
    public bool HasPadding => DataRanges is not [(0, var length)] || length != Size;

    /// <summary>The offsets of the bools in a record.</summary>
    internal int[] BooleanOffsets
    {
        get
        {
            return _booleanOffsets ??= Offsets();

            int[] Offsets()
            {
                var offsets = new List<int>();
                AddBooleans(this, 0, offsets);
                return [.. offsets];
            }
        }
    }

    /// <summary>The bytes that belong to fields, in as few ranges as possible.</summary>
    internal (int Start, int Length)[] DataRanges
    {
        get
        {
            return _dataRanges ??= Ranges();

            (int Start, int Length)[] Ranges()
            {
                var ranges = new List<(int Start, int Length)>();
                AddRanges(this, 0, ranges);
                return [.. ranges];
            }
        }
    }

    /// <summary>A field, a field in a nested record (<c>position.x</c>), or an element of a sub-array (<c>values[0]</c>), with its
    /// offset from the start of this record; <see langword="null"/> if there is none.</summary>
    internal FieldSchema? Find(string name)
    {
        foreach (FieldSchema field in Fields)
        {
            if (name.StartsWith(field.Name, StringComparison.Ordinal) && Find(field.Type, field.Offset, name, field.Name.Length) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The fields with nested records and sub-arrays split into their parts (<c>position.x</c>, <c>values[0]</c>), with
    /// offsets from the start of this record. Each is one cell of a text row.</summary>
    /// <exception cref="NotSupportedException">There are more than 4,194,304.</exception>
    public ImmutableArray<FieldSchema> Leaves
    {
        get
        {
            if (_leaves.IsDefault)
            {
                if (CountLeaves(this) is > MostLeaves and var count)
                {
                    throw new NotSupportedException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{Name} has {count} values in each record, and at most {MostLeaves} can be cells of a text row or be listed one by one."));
                }

                ImmutableArray<FieldSchema>.Builder leaves = ImmutableArray.CreateBuilder<FieldSchema>();
                foreach (FieldSchema top in Fields)
                {
                    AddLeaves(leaves, top);
                }

                ImmutableInterlocked.InterlockedInitialize(ref _leaves, leaves.ToImmutable());
            }

            return _leaves;
        }
    }

    /// <summary>The dtype exactly as <c>repr(np.dtype(...).descr)</c> prints it.</summary>
    public string NumpyDescr => _descr ??= SchemaToolkit.NumpyDescr.Of(this);

    /// <summary>
    /// A number that is the same for the same dtype in every build, process and machine: the first eight bytes, little
    /// endian, of the SHA-256 of <see cref="NumpyDescr"/> in UTF-8.
    /// </summary>
    public ulong Fingerprint => BinaryPrimitives.ReadUInt64LittleEndian(Sha256.Of(NumpyDescr));

    /// <summary>Reads a dtype that is known at run time, in every form that a declaration can have: <c>chr S10, pos i4</c>,
    /// <c>S10,&lt;i4</c>, and the lists and dicts that numpy prints.</summary>
    /// <param name="dtype">The dtype's text.</param>
    /// <param name="aligned">Whether fields are aligned as in C (numpy's <c>align=True</c>), even if the text does not say so.</param>
    /// <param name="name">The record's name, for messages.</param>
    /// <returns>The schema; its <see cref="Fingerprint"/> is that of a record declared with the same dtype.</returns>
    /// <exception cref="FormatException">The text is not a dtype that a record can have. The message names the character.</exception>
    public static RecordSchema Parse(string dtype, bool aligned = false, string name = "dtype")
    {
        ArgumentNullException.ThrowIfNull(dtype);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return SchemaReader.Read(dtype, aligned, name);
    }

    /// <summary>Reads what numpy's <c>dtype.descr</c> prints, or another form that <see cref="Parse"/> reads.</summary>
    /// <param name="descr">The text: <c>[('chr', '|S10'), ('pos', '&lt;i4')]</c>.</param>
    /// <returns>The schema; <see cref="NumpyDescr"/> is the text again.</returns>
    /// <exception cref="FormatException">The text is not a dtype that a record can have. The message names the character.</exception>
    public static RecordSchema FromNumpyDescr(string descr) => Parse(descr);

    /// <summary>The first difference between this schema, the expected one, and another, in words that name the field;
    /// <see langword="null"/> when both describe the same bytes under the same names.</summary>
    /// <param name="found">The other schema.</param>
    /// <returns>A sentence without its full stop, or <see langword="null"/>.</returns>
    public string? FirstDifference(RecordSchema found)
    {
        ArgumentNullException.ThrowIfNull(found);
        int common = Math.Min(Fields.Length, found.Fields.Length);
        for (int i = 0; i < common; i++)
        {
            FieldSchema mine = Fields[i];
            FieldSchema theirs = found.Fields[i];
            if (mine.Name != theirs.Name)
            {
                return $"field {i} is '{theirs.Name}' ({theirs.Type}) where '{mine.Name}' ({mine.Type}) is expected";
            }

            if (!mine.Type.Equals(theirs.Type))
            {
                return $"field '{mine.Name}' is {theirs.Type} where {mine.Type} is expected";
            }

            if (mine.Offset != theirs.Offset)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"field '{mine.Name}' is at offset {theirs.Offset} where {mine.Offset} is expected");
            }
        }

        return found.Fields.Length > common ? $"field '{found.Fields[common].Name}' ({found.Fields[common].Type}) is not expected"
            : Fields.Length > common ? $"field '{Fields[common].Name}' ({Fields[common].Type}) is missing"
            : found.Size != Size ? string.Create(CultureInfo.InvariantCulture, $"a record has {found.Size} bytes where {Size} are expected")
            : null;
    }

    /// <inheritdoc/>
    public bool Equals(RecordSchema? other)
        => other is not null && Size == other.Size && Fields.Length == other.Fields.Length && FirstDifference(other) is null;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Size, Fields.Length, Fields[0].Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {NumpyDescr}";

    // What the rest of a name means, from a place in it on.
    private static FieldSchema? Find(FieldType type, int offset, string name, int from)
    {
        ReadOnlySpan<char> rest = name.AsSpan(from);
        if (rest.IsEmpty)
        {
            return new FieldSchema(name, name, offset, type);
        }

        if (type.Kind == FieldKind.Array && rest[0] == '[' && rest.IndexOf(']') is > 1 and var end
            && int.TryParse(rest[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < type.Length)
        {
            return Find(type.Element!, offset + (index * type.Element!.Size), name, from + end + 1);
        }

        return type.Kind == FieldKind.Record && rest[0] == '.' && type.Record!.Find(rest[1..].ToString()) is { } field
            ? new FieldSchema(name, name, offset + field.Offset, field.Type)
            : null;
    }

    private static long CountLeaves(RecordSchema schema)
    {
        long count = 0;
        foreach (FieldSchema field in schema.Fields)
        {
            long elements = 1;
            FieldType type = field.Type;
            for (; type.Element is { } element; type = element)
            {
                elements *= type.Length;
            }

            count += elements * (type.Kind == FieldKind.Record ? CountLeaves(type.Record!) : 1);
        }

        return count;
    }

    // An array of plain values is looked at once, however many there are.
    private static void AddBooleans(RecordSchema schema, int start, List<int> offsets)
    {
        foreach (FieldSchema field in schema.Fields)
        {
            FieldType type = FieldBytes.Innermost(field.Type);
            if (type.Kind != FieldKind.Boolean && (type.Kind != FieldKind.Record || type.Record!.BooleanOffsets.Length == 0))
            {
                continue;
            }

            for (int at = start + field.Offset; at < start + field.Offset + field.Size; at += type.Size)
            {
                if (type.Kind == FieldKind.Boolean)
                {
                    offsets.Add(at);
                }
                else
                {
                    AddBooleans(type.Record!, at, offsets);
                }
            }
        }
    }

    private static void AddRanges(RecordSchema schema, int start, List<(int Start, int Length)> ranges)
    {
        foreach (FieldSchema field in schema.Fields)
        {
            FieldType type = FieldBytes.Innermost(field.Type);
            int at = start + field.Offset;
            if (type.Kind == FieldKind.Record && type.Record!.HasPadding)
            {
                for (int end = at + field.Size; at < end; at += type.Size)
                {
                    AddRanges(type.Record, at, ranges);
                }
            }
            else if (ranges.Count > 0 && ranges[^1].Start + ranges[^1].Length == at)
            {
                ranges[^1] = (ranges[^1].Start, ranges[^1].Length + field.Size);
            }
            else
            {
                ranges.Add((at, field.Size));
            }
        }
    }

    private static void AddLeaves(ImmutableArray<FieldSchema>.Builder leaves, FieldSchema field)
    {
        switch (field.Type.Kind)
        {
            case FieldKind.Record:
                foreach (FieldSchema inner in field.Type.Record!.Fields)
                {
                    AddLeaves(
                        leaves,
                        new FieldSchema(
                            $"{field.Name}.{inner.Name}",
                            $"{field.MemberName}.{inner.MemberName}",
                            field.Offset + inner.Offset,
                            inner.Type));
                }

                break;
            case FieldKind.Array:
                for (int i = 0; i < field.Type.Length; i++)
                {
                    string index = string.Create(CultureInfo.InvariantCulture, $"[{i}]");
                    AddLeaves(
                        leaves,
                        new FieldSchema(
                            field.Name + index,
                            field.MemberName + index,
                            field.Offset + (i * field.Type.Element!.Size),
                            field.Type.Element));
                }

                break;
            default:
                leaves.Add(field);
                break;
        }
    }
}
