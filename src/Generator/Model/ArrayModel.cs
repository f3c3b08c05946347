namespace SchemaToolkit.Generator.Model;

/// <summary>One inline array that a dtype string needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">The number of its elements.</param>
/// <param name="Element">The C# type of one.</param>
/// <param name="Dtype">As numpy's comma strings have it.</param>
internal sealed record ArrayModel(string Name, int Length, string Element, string Dtype);
