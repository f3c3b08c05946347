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

/// <summary>A column that is contiguous.</summary>
[SharedRecord("x i1")]
public partial struct OneSbyte;

/// <summary>Likewise.</summary>
[SharedRecord("x u1")]
public partial struct OneByte;

/// <summary>Likewise.</summary>
[SharedRecord("x u2")]
public partial struct OneUshort;

/// <summary>Likewise.</summary>
[SharedRecord("x u8")]
public partial struct OneUlong;

/// <summary>Every kind of number, with a stride, and what else has an order.</summary>
[SharedRecord("i1 i1, u1 u1, i2 i2, u2 u2, i4 i4, u4 u4, i8 i8, u8 u8, f4 f4, f8 f8, b2 >i2, b4 >u4, b8 >i8, bf >f8, s S10, w U3, t M8[s], m >m8[s], ok ?")]
public partial struct Ordered;
