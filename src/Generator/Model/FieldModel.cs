namespace SchemaToolkit.Generator.Model;

/// <summary>One field of a record.</summary>
/// <param name="Member">The C# field's name, escaped.</param>
/// <param name="MemberName">The C# field's name as it is.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Parameter">The name of the constructor's parameter, escaped.</param>
/// <param name="TypeName">The C# type from <c>global::</c> on, or its keyword.</param>
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
    bool IsReadOnly);

/// <summary>The dtype of a field.</summary>
/// <param name="Shape">How its leaves are visited.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">Alignment in bytes.</param>
/// <param name="Dtype">As numpy prints it, for the table that opens the generated file; a nested record's name.</param>
/// <param name="Dimensions">Those of a sub-array, such as <c>2, 3</c>; empty for every other dtype.</param>
/// <param name="Expression">The C# expression of the runtime's <c>FieldType</c>.</param>
/// <param name="Element">The C# type of a sub-array's innermost elements; empty for every other dtype.</param>
internal sealed record FieldTypeModel(FieldShape Shape, int Size, int Alignment, string Dtype, string Expression, string Dimensions = "", string Element = "");

/// <summary>How the leaves of a field are visited.</summary>
internal enum FieldShape
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>Fixed text.</summary>
    Text,

    /// <summary>A nested record, by its own visit.</summary>
    Record,

    /// <summary>A sub-array of values.</summary>
    Values,

    /// <summary>A sub-array of fixed texts.</summary>
    Texts,

    /// <summary>A sub-array of nested records.</summary>
    Records,
}
