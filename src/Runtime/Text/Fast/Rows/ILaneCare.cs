namespace SchemaToolkit;

/// <summary>What a kernel that reads row by row looks out for, known when it is compiled: what a table does not have costs nothing.</summary>
internal interface ILaneCare;

/// <summary>Nothing: cell after cell, digits without signs.</summary>
internal readonly struct Careless : ILaneCare;

/// <summary>Any cell.</summary>
internal readonly struct Wary : ILaneCare;

/// <summary>Any cell, and not every one of them, nor in their order.</summary>
internal readonly struct Selective : ILaneCare;

/// <summary>As <see cref="Selective"/>, and nulls.</summary>
internal readonly struct SelectiveNulls : ILaneCare;

/// <summary>As <see cref="Wary"/>, for a record of many fields.</summary>
internal readonly struct WideWary : ILaneCare;

/// <summary>Any cell, one after the other, and nulls, for a record of many fields.</summary>
internal readonly struct WideNulls : ILaneCare;

/// <summary>As <see cref="SelectiveNulls"/>, for a record of many fields.</summary>
internal readonly struct WideSelective : ILaneCare;
