namespace SchemaToolkit;

/// <summary>An open file.</summary>
internal sealed class Hdf5FileHandle : Hdf5Handle;
