namespace SchemaToolkit.Tests.Columns;

/// <summary>A record of one field: its column is contiguous.</summary>
[SharedRecord("x f8")]
public partial struct OneDouble;

/// <summary>Likewise.</summary>
[SharedRecord("x f4")]
public partial struct OneFloat;

/// <summary>Likewise.</summary>
[SharedRecord("x i4")]
public partial struct OneInt;

/// <summary>Likewise.</summary>
[SharedRecord("x u4")]
public partial struct OneUint;

/// <summary>Likewise.</summary>
[SharedRecord("x i8")]
public partial struct OneLong;

/// <summary>Likewise.</summary>
[SharedRecord("x i2")]
public partial struct OneShort;

/// <summary>Likewise.</summary>
[SharedRecord("x ?")]
public partial struct OneBool;

/// <summary>A column with a stride, aligned.</summary>
[SharedRecord("a f8, x f8")]
public partial struct TwoDoubles;

/// <summary>Times and text that are big-endian, and what is nested in arrays.</summary>
[SharedRecord("[('took', '>m8[s]'), ('span', 'm8[s]'), ('chr', 'S5'), ('word', 'U3'), ('line', [('from', [('x', '<f4'), ('ok', '?')]), ('Length', '<i4')]), ('grid', '<i2', (2, 3)), ('ends', [('y', '>i4')], (2,))]")]
public partial struct Mixed;
