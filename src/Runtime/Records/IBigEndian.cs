namespace SchemaToolkit;

/// <summary>Marks every <see cref="BigEndian{T}"/>, so that generic code can test for it.</summary>
internal interface IBigEndian;
