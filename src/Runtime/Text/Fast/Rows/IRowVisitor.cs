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

    /// <summary>Starts a row.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="starts">Where its cells start, used if blanks separate them.</param>
    /// <param name="ends">Where its cells end.</param>
    void Begin(nint start, ushort* starts, ushort* ends);
}
