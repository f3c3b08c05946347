namespace SchemaToolkit;

/// <summary>
/// Names the column of a field: its name in a numpy dtype, in a text header and in an HDF5 compound. Without it, a
/// field's column is its own name in snake case (<c>Chr</c> is <c>chr</c>, <c>MeanTemp</c> is <c>mean_temp</c>).
/// </summary>
/// <param name="name">The column's name, used unchanged.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ColumnAttribute(string name) : Attribute
{
    /// <summary>The column's name.</summary>
    public string Name { get; } = name;
}
