using System.ComponentModel;

namespace SchemaToolkit;

/// <summary>Marks every <see cref="FixedTextAttribute">fixed text</see> type in UTF-32, so that a column can be
/// checked.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IUtf32Text;

/// <summary>The members that the generator writes for every <see cref="FixedTextAttribute">fixed text</see> type in UTF-32.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IUtf32Text<TSelf> : IUtf32Text, IEquatable<TSelf>, IComparable<TSelf>
    where TSelf : unmanaged, IUtf32Text<TSelf>
{
    /// <summary>The most code points the text can have; a quarter of the size of the type.</summary>
    static abstract int Capacity { get; }
}
