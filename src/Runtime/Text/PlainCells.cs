using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SchemaToolkit;

/// <summary>What makes a cell plain: of a field that <see cref="PlainRowWriter"/> knows, and without a byte that calls for
/// quotes.</summary>
internal sealed class PlainCells
{
    private readonly bool _mayBe;

    // Bytes that call for quotes: the bit of their upper four bits, at their lower four bits.
    private readonly byte[] _special = new byte[Vector128<byte>.Count];

    /// <param name="dialect">How the table is written.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="mayBeEmpty">Whether a text may be empty without quotes.</param>
    public PlainCells(TextDialect dialect, byte separator, bool mayBeEmpty)
    {
        Separator = separator;
        MayBeEmpty = mayBeEmpty;
        _mayBe = dialect.DecimalSeparator == '.' && dialect.Options.Trim != TrimMode.All && !dialect.Options.AllowNul && !dialect.EndsCell[0] && !dialect.EndsCell[128..].Contains(true);
        for (int b = 1; b < 128; b++)
        {
            _special[b & 15] |= (byte)(dialect.EndsCell[b] || b == dialect.Quote ? 1 << (b >> 4) : 0);
        }
    }

    /// <summary>What stands between cells.</summary>
    public byte Separator { get; }

    /// <summary>Whether a text may be empty without quotes.</summary>
    public bool MayBeEmpty { get; }

    /// <summary>For the lower four bits of a byte, which upper four bits make it special, a bit for each of the first eight.
    /// </summary>
    public Vector128<byte> Special => Vector128.Create(_special);

    /// <summary>Whether a record's fields, and the table's options, are such that its cells may be plain.</summary>
    public bool IsFor(RecordSchema schema)
        => _mayBe && schema.Leaves.All(static leaf => leaf.Type is { IsBigEndian: false, EnumMembers.Length: 0 } && leaf.Type.Kind is <= FieldKind.UInt64 or FieldKind.Half or FieldKind.Single or FieldKind.Double or FieldKind.Boolean or FieldKind.Text);
}
