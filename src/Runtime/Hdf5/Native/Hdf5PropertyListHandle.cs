namespace SchemaToolkit;

/// <summary>A property list.</summary>
internal sealed class Hdf5PropertyListHandle : Hdf5Handle
{
    /// <summary><c>H5P_DEFAULT</c>.</summary>
    public static readonly Hdf5PropertyListHandle Default = new() { handle = 0 };
}
