namespace SchemaToolkit;

/// <summary>A dataspace.</summary>
internal sealed class Hdf5SpaceHandle : Hdf5Handle
{
    /// <summary><c>H5S_ALL</c>.</summary>
    public static readonly Hdf5SpaceHandle All = new() { handle = 0 };
}
