namespace SchemaToolkit;

/// <summary>One named value of an enum field.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; for a <see cref="ulong"/> enum, the same 64 bits.</param>
public readonly record struct EnumMember(string Name, long Value);
