using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A record that was declared: its own <see cref="ISharedRecord{TSelf}.Visit"/> is compiled together with each
/// visitor.</summary>
/// <typeparam name="T">The record.</typeparam>
internal readonly unsafe struct TypedRow<T> : IRow
    where T : unmanaged, ISharedRecord<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Visit<TVisitor>(scoped ref TVisitor visitor, byte* record, RowLeaves leaves)
        where TVisitor : struct, IFieldVisitor, allows ref struct
        => T.Visit(ref visitor, ref *(T*)record);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(byte* record, RowLeaves leaves) => *(T*)record = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Next(byte* record, RowLeaves leaves) => record + sizeof(T);
}
