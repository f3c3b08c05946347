namespace SchemaToolkit;

/// <summary>A datatype.</summary>
internal sealed class Hdf5TypeHandle : Hdf5Handle;
