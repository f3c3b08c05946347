using System;
using System.Linq;

namespace SchemaToolkit.Generator.Model;

/// <summary>One <c>[SharedRecord]</c> struct: all that the emitter knows.</summary>
/// <remarks>
/// Models are compared to decide whether anything must be generated again. So every member, here and below, is
/// immutable and equal by value, no model holds a Roslyn type, and nothing is kept that the output does not depend on.
/// </remarks>
/// <param name="Type">The struct.</param>
/// <param name="IsAligned">Whether fields lie at multiples of their alignment; packed otherwise.</param>
/// <param name="Size">Bytes of one record.</param>
/// <param name="Alignment">Alignment in bytes; 1 when packed.</param>
/// <param name="Fields">The fields in order.</param>
/// <param name="Parts">The members to emit: all but those the user has written or C# cannot have.</param>
/// <param name="ColumnsName">The name of the nested type behind <c>.Columns</c>; no member's name ends with it.</param>
/// <param name="ExtensionsName">The name of the static class that holds <c>.Columns</c>.</param>
/// <param name="WriterParameter">The name of the writer's parameter of <c>Add</c>; no field's parameter has it.</param>
/// <param name="ConstructorChain">What the constructor must call first, such as <c> : this(default(int))</c>; empty
/// where there is no primary constructor.</param>
internal sealed record RecordModel(
    TypeModel Type,
    bool IsAligned,
    int Size,
    int Alignment,
    EquatableArray<FieldModel> Fields,
    RecordParts Parts,
    string ColumnsName,
    string ExtensionsName,
    string WriterParameter,
    string ConstructorChain)
{
    /// <summary>Whether every field stands at an offset of its own, as neither packed nor aligned records have it.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Whether the fields are emitted too, as the record is declared by a dtype string.</summary>
    public bool EmitsFields { get; init; }

    /// <summary>For a record that a dtype string declares within another: its own part of that string.</summary>
    public string? NestedDtype { get; init; }

    /// <summary>Text types that a dtype string needs and nobody has declared.</summary>
    public EquatableArray<FixedTextModel> Texts { get; init; } = new([]);

    /// <summary>Inline arrays that a dtype string needs.</summary>
    public EquatableArray<ArrayModel> Arrays { get; init; } = new([]);

    /// <summary>Records that a dtype string declares within this one.</summary>
    public EquatableArray<RecordModel> Records { get; init; } = new([]);

    /// <summary>Whether some bytes belong to no field; those of nested records are their own affair.</summary>
    public bool HasPadding => Fields.Sum(static f => f.Type.Size) != Size;
}

/// <summary>The members that can be left out.</summary>
[Flags]
internal enum RecordParts
{
    None = 0,
    Constructor = 1 << 0,
    Schema = 1 << 1,
    Parse = 1 << 2,
    TryParse = 1 << 3,
    TryFormat = 1 << 4,
    EqualsSelf = 1 << 5,
    EqualsObject = 1 << 6,
    HashCode = 1 << 7,
    Operators = 1 << 8,
    Text = 1 << 9,
    Columns = 1 << 10,
    WriterAdd = 1 << 11,
    Layout = 1 << 12,
    SetsRequiredMembers = 1 << 13,
    Interface = 1 << 14,
    All = (1 << 15) - 1,

    /// <summary>What a record with a managed field, which is an error, can still have: not the interface.</summary>
    OfManaged = Constructor | Schema | Layout | SetsRequiredMembers,

    /// <summary>In place of <see cref="EqualsSelf"/>, where that name is taken.</summary>
    EqualsExplicit = 1 << 15,
}
