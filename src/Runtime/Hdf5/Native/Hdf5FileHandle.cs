namespace SchemaToolkit;

/// <summary>An open file.</summary>
internal sealed class Hdf5FileHandle : Hdf5Handle
{
    /// <summary>How links are followed: <see cref="Hdf5LinkRefusal"/>'s list, or the default for all of them.</summary>
    public Hdf5PropertyListHandle LinkAccess { get; set; } = Hdf5PropertyListHandle.Default;
}
