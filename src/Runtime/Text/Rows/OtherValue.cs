namespace SchemaToolkit;

/// <summary>The type that stands for a leaf which is read and written by its dtype: visitors see only that it is not a
/// number.</summary>
internal enum OtherValue : byte;
