namespace SchemaToolkit.Generator.Model;

/// <summary>One field of a record.</summary>
/// <param name="Member">The name of the C# field, escaped.</param>
/// <param name="MemberName">The name of the C# field, not escaped.</param>
/// <param name="Column">The name of the column.</param>
/// <param name="Parameter">The name of the constructor's parameter, escaped.</param>
/// <param name="TypeName">The C# type, starting with <c>global::</c>, or its keyword.</param>
/// <param name="Type">The dtype.</param>
/// <param name="Offset">Bytes from the start of the record.</param>
/// <param name="IsReadOnly">Whether the field is <c>readonly</c>.</param>
internal sealed record FieldModel(
    string Member,
    string MemberName,
    string Column,
    string Parameter,
    string TypeName,
    FieldTypeModel Type,
    int Offset,
    bool IsReadOnly)
{
    /// <summary>The name of the column's property, escaped; another than the field's only where C# reserves that for an accessor.</summary>
    public string Property { get; init; } = Member;

    /// <summary>The name of the method that gives a column of one element of a sub-array; empty for every other field.</summary>
    public string ElementColumn { get; init; } = "";

    /// <summary>The <c>[Obsolete]</c> of the column's property, as C# source; empty without one.</summary>
    public string Obsolete { get; init; } = "";

    /// <summary>Whether only obsolete code may name the field or its type.</summary>
    public bool IsForbidden { get; init; }
}

/// <summary>The dtype of a field.</summary>
/// <param name="Shape">How its leaves are visited.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Alignment">Alignment in bytes.</param>
/// <param name="Dtype">The dtype as numpy prints it, for the table that opens the generated file; for a nested record, its name.</param>
/// <param name="Dimensions">The dimensions of a sub-array, such as <c>2, 3</c>; empty for every other dtype.</param>
/// <param name="Expression">The C# expression that makes the runtime's <c>FieldType</c>.</param>
/// <param name="Element">The C# type of the innermost elements of a sub-array; empty for every other dtype.</param>
internal sealed record FieldTypeModel(
    FieldShape Shape,
    int Size,
    int Alignment,
    string Dtype,
    string Expression,
    string Dimensions = "",
    string Element = "");

/// <summary>How the leaves of a field are visited.</summary>
internal enum FieldShape
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>One fixed text.</summary>
    Text,

    /// <summary>A nested record, visited by its own <c>Visit</c>.</summary>
    Record,

    /// <summary>A sub-array of values.</summary>
    Values,

    /// <summary>A sub-array of fixed texts.</summary>
    Texts,

    /// <summary>A sub-array of nested records.</summary>
    Records,
}
