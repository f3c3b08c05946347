using System;
using System.Linq;

namespace SchemaToolkit.Generator.Model;

/// <summary>One <c>[SharedRecord]</c> struct: all that the emitter needs.</summary>
/// <remarks>
/// The generator compares models to decide whether to generate again. So every member, here and in the other models, is
/// immutable and equal by value. No model holds a Roslyn type, or anything that the output does not depend on.
/// </remarks>
/// <param name="Type">The struct.</param>
/// <param name="IsAligned">Whether fields are at multiples of their alignment, as in C; otherwise the record is packed.</param>
/// <param name="Size">Size of one record in bytes.</param>
/// <param name="Alignment">Alignment in bytes; 1 when packed.</param>
/// <param name="Fields">The fields in order.</param>
/// <param name="Parts">The members to emit: all except those that the user has written or that C# cannot have.</param>
/// <param name="ColumnsName">The name of the nested type of <c>.Columns</c>. No member's name ends with it.</param>
/// <param name="ExtensionsName">The name of the static class that holds <c>.Columns</c>.</param>
/// <param name="WriterParameter">The name of the writer's parameter of <c>Add</c>. No field's parameter has the same name.</param>
/// <param name="ConstructorChain">What the constructor must call first, such as <c> : this(default(int))</c>; empty
/// when there is no primary constructor.</param>
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
    /// <summary>Whether every field's offset is emitted, because the record is neither packed nor aligned as in C.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Whether the fields are emitted too, because a dtype string declares the record.</summary>
    public bool EmitsFields { get; init; }

    /// <summary>For a record nested in another by a dtype string: its own part of that string; otherwise <see langword="null"/>.</summary>
    public string? NestedDtype { get; init; }

    /// <summary>The text types that a dtype string needs and that the runtime does not have.</summary>
    public EquatableArray<FixedTextModel> Texts { get; init; } = new([]);

    /// <summary>The inline arrays that a dtype string needs.</summary>
    public EquatableArray<ArrayModel> Arrays { get; init; } = new([]);

    /// <summary>The records that a dtype string declares within this one.</summary>
    public EquatableArray<RecordModel> Records { get; init; } = new([]);

    /// <summary>Whether some bytes belong to no field. Padding inside nested records does not count.</summary>
    public bool HasPadding => Fields.Sum(static f => f.Type.Size) != Size;

    /// <summary>Whether a field, or its type, is one that only obsolete code may name.</summary>
    public bool HasForbidden => Fields.Any(static f => f.IsForbidden);

    /// <summary>The parameter list of the constructor, as C# source.</summary>
    public string Parameters => string.Join(", ", Fields.Select(static f => $"{f.TypeName} {f.Parameter}"));

    /// <summary>Whether a member is emitted.</summary>
    public bool Has(RecordParts part) => (Parts & part) != 0;
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
    All = ((1 << 15) - 1) | SepParse | SepFormat,

    /// <summary>What a record with a managed field, which is an error, can still have. It cannot have the interface.</summary>
    OfManaged = Constructor | Schema | Layout | SetsRequiredMembers,

    /// <summary>Emitted in place of <see cref="EqualsSelf"/> when that name is taken.</summary>
    EqualsExplicit = 1 << 15,

    /// <summary>The user's <c>Equals</c> is not readonly, so what calls it cannot be either.</summary>
    EqualsMutable = 1 << 16,

    /// <summary>Emitted where a project references Sep.</summary>
    SepParse = 1 << 17,
    SepFormat = 1 << 18,
}
