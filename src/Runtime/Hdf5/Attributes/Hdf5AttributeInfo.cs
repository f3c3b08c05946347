namespace SchemaToolkit;

/// <summary>What an attribute holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NumpyType">The type of its values as numpy names it (<c>'&lt;i8'</c>), or in words if numpy has none, such as that of
/// text of any length.</param>
/// <param name="Shape">The lengths of its dimensions: none for a single value, 0 if it holds nothing.</param>
public sealed record Hdf5AttributeInfo(string Name, string NumpyType, IReadOnlyList<long> Shape);
