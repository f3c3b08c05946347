using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SchemaToolkit;

/// <summary>Generated <c>Visit</c> methods call these for fields that hold more than one leaf.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RecordVisit
{
    /// <summary>Visits the leaves of a nested record.</summary>
    /// <typeparam name="TVisitor">The visitor's type.</typeparam>
    /// <typeparam name="TRecord">The nested record.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <param name="record">The nested record, in place.</param>
    /// <returns>Whether every leaf was visited; <see langword="false"/> if the visitor stopped.</returns>
    public static bool Nested<TVisitor, TRecord>(scoped ref TVisitor visitor, scoped ref TRecord record)
        where TVisitor : struct, IFieldVisitor, allows ref struct
        where TRecord : unmanaged, ISharedRecord<TRecord>
        => TRecord.Visit(ref visitor, ref record);

    /// <summary>Visits the elements of a sub-array of nested records, of any number of dimensions.</summary>
    /// <typeparam name="TVisitor">The visitor's type.</typeparam>
    /// <typeparam name="TArray">The inline array.</typeparam>
    /// <typeparam name="TRecord">The nested record.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <param name="array">The array, in place.</param>
    /// <returns>Whether every leaf was visited; <see langword="false"/> if the visitor stopped.</returns>
    public static bool Records<TVisitor, TArray, TRecord>(scoped ref TVisitor visitor, scoped ref TArray array)
        where TVisitor : struct, IFieldVisitor, allows ref struct
        where TArray : unmanaged
        where TRecord : unmanaged, ISharedRecord<TRecord>
    {
        foreach (ref TRecord record in Elements<TArray, TRecord>(ref array))
        {
            if (!TRecord.Visit(ref visitor, ref record))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Visits the elements of a sub-array of values, of any number of dimensions.</summary>
    /// <typeparam name="TVisitor">The visitor's type.</typeparam>
    /// <typeparam name="TArray">The inline array.</typeparam>
    /// <typeparam name="TElement">The value.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <param name="array">The array, in place.</param>
    /// <returns>Whether every element was visited; <see langword="false"/> if the visitor stopped.</returns>
    public static bool Values<TVisitor, TArray, TElement>(scoped ref TVisitor visitor, scoped ref TArray array)
        where TVisitor : struct, IFieldVisitor, allows ref struct
        where TArray : unmanaged
        where TElement : unmanaged
    {
        foreach (ref TElement element in Elements<TArray, TElement>(ref array))
        {
            if (!visitor.Value(ref element))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Visits the elements of a sub-array of fixed texts, of any number of dimensions.</summary>
    /// <typeparam name="TVisitor">The visitor's type.</typeparam>
    /// <typeparam name="TArray">The inline array.</typeparam>
    /// <typeparam name="TText">The text type.</typeparam>
    /// <param name="visitor">The visitor.</param>
    /// <param name="array">The array, in place.</param>
    /// <returns>Whether every element was visited; <see langword="false"/> if the visitor stopped.</returns>
    public static bool Texts<TVisitor, TArray, TText>(scoped ref TVisitor visitor, scoped ref TArray array)
        where TVisitor : struct, IFieldVisitor, allows ref struct
        where TArray : unmanaged
        where TText : unmanaged, IFixedText<TText>
    {
        foreach (ref TText text in Elements<TArray, TText>(ref array))
        {
            if (!visitor.Text(FixedText.Writable(ref text)))
            {
                return false;
            }
        }

        return true;
    }

    // The elements of an array of arrays lie one after the other, in the order of its leaves.
    private static Span<TElement> Elements<TArray, TElement>(ref TArray array)
        where TArray : unmanaged
        where TElement : unmanaged
        => MemoryMarshal.CreateSpan(ref Unsafe.As<TArray, TElement>(ref array), Unsafe.SizeOf<TArray>() / Unsafe.SizeOf<TElement>());
}
