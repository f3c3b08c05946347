namespace SchemaToolkit;

/// <summary>What every <see cref="BigEndian{T}"/> is, to ask it of a type that is not known to be one.</summary>
internal interface IBigEndian;
