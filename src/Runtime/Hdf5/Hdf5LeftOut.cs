namespace SchemaToolkit;

/// <summary>A name in a file that <see cref="RecordHdf5.Names"/> does not list or go through.</summary>
/// <param name="Name">The name, its groups included.</param>
/// <param name="Reason">Why.</param>
public sealed record Hdf5LeftOut(string Name, string Reason);
