using System.ComponentModel;

namespace SchemaToolkit;

/// <summary>Marks every <see cref="FixedTextAttribute">fixed text</see> type, so that a column can be checked.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFixedText;

/// <summary>The members that the generator writes for every <see cref="FixedTextAttribute">fixed text</see> type.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IFixedText<TSelf> : IFixedText, IEquatable<TSelf>, IComparable<TSelf>
    where TSelf : unmanaged, IFixedText<TSelf>
{
    /// <summary>The most bytes the text can have; the size of the type.</summary>
    static abstract int Capacity { get; }
}
