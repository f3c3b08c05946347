namespace SchemaToolkit;

/// <summary>An open attribute.</summary>
internal sealed class Hdf5AttributeHandle : Hdf5Handle;
