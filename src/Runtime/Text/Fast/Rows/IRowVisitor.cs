namespace SchemaToolkit;

/// <summary>Reads the cells of indexed rows, one row after the other.</summary>
/// <typeparam name="TSelf">The visitor.</typeparam>
internal unsafe interface IRowVisitor<TSelf> : IFieldVisitor
    where TSelf : struct, IRowVisitor<TSelf>, allows ref struct
{
    /// <summary>Whether all bytes taken for digits since <see cref="Begin"/> are digits.</summary>
    bool IsSure { get; }

    /// <summary>Makes a visitor for the rows of one piece of text.</summary>
    /// <param name="text">What positions count from.</param>
    /// <param name="columns">For each leaf its cell.</param>
    /// <param name="plan">The table.</param>
    static abstract TSelf Of(byte* text, int* columns, FastPlan plan);

    /// <summary>Starts a row, or goes on with it.</summary>
    /// <param name="start">Where its next cell starts, unless blanks separate cells.</param>
    /// <param name="starts">Where its cells start, used if blanks separate them.</param>
    /// <param name="ends">Where its cells end.</param>
    /// <param name="leaf">The leaf that comes next.</param>
    void Begin(nint start, ushort* starts, ushort* ends, int leaf);
}
