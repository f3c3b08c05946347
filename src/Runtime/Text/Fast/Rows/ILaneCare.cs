namespace SchemaToolkit;

/// <summary>What a kernel that reads row by row looks out for, a constant when it is compiled: what a table lacks costs
/// nothing.</summary>
internal interface ILaneCare;

/// <summary>Nothing: cells in order, digits without signs.</summary>
internal readonly struct Careless : ILaneCare;

/// <summary>Any cells, in order.</summary>
internal readonly struct Wary : ILaneCare;

/// <summary>Any cells: some of them, in any order.</summary>
internal readonly struct Selective : ILaneCare;

/// <summary>As <see cref="Selective"/>, and nulls.</summary>
internal readonly struct SelectiveNulls : ILaneCare;

/// <summary>As <see cref="Wary"/>, for a record of many fields.</summary>
internal readonly struct WideWary : ILaneCare;

/// <summary>Any cells, in order, and nulls, for a record of many fields.</summary>
internal readonly struct WideNulls : ILaneCare;

/// <summary>As <see cref="SelectiveNulls"/>, for a record of many fields.</summary>
internal readonly struct WideSelective : ILaneCare;
