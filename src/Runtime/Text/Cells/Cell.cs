namespace SchemaToolkit;

/// <summary>One cell of a row.</summary>
/// <param name="Start">Where its text begins: in the row, or in the tokenizer's scratch if it was quoted.</param>
/// <param name="Length">The length of its text in bytes.</param>
/// <param name="Origin">Where the cell begins in the row, with its quote.</param>
/// <param name="IsQuoted">Whether it was in quotes.</param>
/// <param name="IsScratch">Whether its text is in the tokenizer's scratch.</param>
internal readonly record struct Cell(int Start, int Length, int Origin, bool IsQuoted, bool IsScratch);
