namespace SchemaToolkit;

/// <summary>One cell of a row.</summary>
/// <param name="Start">Where its text begins: in the row, or where quotes were taken out, in the tokenizer's scratch.</param>
/// <param name="Length">Bytes of its text.</param>
/// <param name="Origin">Where it begins in the row, quote included.</param>
/// <param name="IsQuoted">Whether it was in quotes.</param>
/// <param name="IsScratch">Whether its text is in the tokenizer's scratch.</param>
internal readonly record struct Cell(int Start, int Length, int Origin, bool IsQuoted, bool IsScratch);
