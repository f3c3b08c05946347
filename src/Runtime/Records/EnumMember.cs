namespace SchemaToolkit;

/// <summary>One named value of an enum field.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; of a <see cref="ulong"/> enum, its bits.</param>
public readonly record struct EnumMember(string Name, long Value);
