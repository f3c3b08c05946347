using System.Collections.Generic;

namespace SchemaToolkit.Generator.Parsing.Dtypes;

/// <summary>A dtype as its string describes it, without C# types.</summary>
internal abstract record Dtype;

/// <summary>One value.</summary>
/// <param name="Kind">numpy's letter for its kind: <c>i u f c b S U M m</c>.</param>
/// <param name="Size">The number in its code: size in bytes, or the length of text.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
/// <param name="Unit">The unit of a time.</param>
internal sealed record ScalarDtype(char Kind, int Size, bool IsBigEndian, int Unit) : Dtype;

/// <summary>A sub-array.</summary>
/// <param name="Element">The dtype of its elements.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
internal sealed record ArrayDtype(Dtype Element, IReadOnlyList<int> Shape) : Dtype;

/// <summary>A record.</summary>
/// <param name="Text">The string that it was read from.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Size">Size in bytes, if the string gives it.</param>
/// <param name="IsAligned">Whether its fields are aligned as in C.</param>
internal sealed record RecordDtype(string Text, IReadOnlyList<DtypeField> Fields, int? Size, bool IsAligned) : Dtype
{
    /// <summary>Bytes of padding after the last field.</summary>
    public int SkipAtEnd { get; init; }
}

/// <summary>One field of a record.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">Its dtype.</param>
/// <param name="Offset">Its offset, if the string gives it.</param>
/// <param name="Position">The place of the field in the string.</param>
internal sealed record DtypeField(string Name, Dtype Type, int? Offset, int Position)
{
    /// <summary>Bytes of padding before the field, when no offset is given.</summary>
    public int Skip { get; init; }
}
