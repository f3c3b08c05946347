namespace SchemaToolkit;

/// <summary>An open dataset.</summary>
internal sealed class Hdf5DatasetHandle : Hdf5Handle;
