using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>A record that is known only by its schema.</summary>
internal readonly unsafe struct SchemaRow : IRow
{
    public static bool Visit<TVisitor>(scoped ref TVisitor visitor, byte* record, RowLeaves leaves)
        where TVisitor : struct, IFieldVisitor, allows ref struct
    {
        foreach (ref readonly RowLeaves.Leaf leaf in leaves.All)
        {
            byte* at = record + leaf.Offset;
            bool goesOn = leaf.Kind switch
            {
                FieldKind.SByte => visitor.Value(ref *(sbyte*)at),
                FieldKind.Byte => visitor.Value(ref *at),
                FieldKind.Int16 => visitor.Value(ref *(short*)at),
                FieldKind.UInt16 => visitor.Value(ref *(ushort*)at),
                FieldKind.Int32 => visitor.Value(ref *(int*)at),
                FieldKind.UInt32 => visitor.Value(ref *(uint*)at),
                FieldKind.Int64 => visitor.Value(ref *(long*)at),
                FieldKind.UInt64 => visitor.Value(ref *(ulong*)at),
                FieldKind.Half => visitor.Value(ref *(Half*)at),
                FieldKind.Single => visitor.Value(ref *(float*)at),
                FieldKind.Double => visitor.Value(ref *(double*)at),
                FieldKind.Boolean => visitor.Value(ref *(bool*)at),
                FieldKind.Text => visitor.Text(new Span<byte>(at, leaf.Size)),
                _ => visitor.Value(ref *(OtherValue*)at),
            };
            if (!goesOn)
            {
                return false;
            }
        }

        return true;
    }

    public static void Clear(byte* record, RowLeaves leaves) => Unsafe.InitBlockUnaligned(record, 0, (uint)leaves.Size);

    public static byte* Next(byte* record, RowLeaves leaves) => record + leaves.Size;
}
