namespace SchemaToolkit;

/// <summary>An open group, dataset or named type.</summary>
internal sealed class Hdf5ObjectHandle : Hdf5Handle;
