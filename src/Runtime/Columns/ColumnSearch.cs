using System.Buffers;

namespace SchemaToolkit;

/// <summary>Searches and orders of columns: numpy's <c>where</c>, <c>argsort</c> and <c>a[indexes]</c>.</summary>
public static class ColumnSearch
{
    private const int Least = 1024;

    /// <summary>The first record with a value.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="value">The value.</param>
    /// <returns>The record, from 0; -1 if there is none.</returns>
    public static int IndexOf<T>(this Column<T> column, T value)
        where T : unmanaged, IEquatable<T>
    {
        for (int i = 0; i < column.Length; i++)
        {
            if (column[i].Equals(value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The records whose value meets a condition, as numpy's <c>np.flatnonzero(condition)</c>.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="condition">The condition.</param>
    /// <returns>The numbers of the records, in order; <c>Take</c> gives the records.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="condition"/> is null.</exception>
    public static int[] Where<T>(this Column<T> column, Func<T, bool> condition)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(condition);
        int[] found = ArrayPool<int>.Shared.Rent(Least);
        try
        {
            int count = 0;
            int end;
            for (int start = 0; start < column.Length; start = end)
            {
                if (found.Length - count < Least)
                {
                    int[] larger = ArrayPool<int>.Shared.Rent((int)Math.Min(2L * found.Length, Array.MaxLength));
                    found.AsSpan(0, count).CopyTo(larger);
                    ArrayPool<int>.Shared.Return(found);
                    found = larger;
                }

                // Without a branch that the processor would have to guess.
                end = start + Math.Min(Least, column.Length - start);
                Span<int> room = found.AsSpan(count, end - start);
                int next = 0;
                for (int i = start; i < end; i++)
                {
                    room[next] = i;
                    next += condition(column[i]) ? 1 : 0;
                }

                count += next;
            }

            return found.AsSpan(0, count).ToArray();
        }
        finally
        {
            ArrayPool<int>.Shared.Return(found);
        }
    }

    /// <summary>The records in the order of their values, as numpy's <c>argsort(kind='stable')</c>: text by its code points, equal ones
    /// stay in order, NaN and NaT come last.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The numbers of the records.</returns>
    public static int[] ArgSort<T>(this Column<T> column)
        where T : unmanaged, IComparable<T>
    {
        T[] keys = column.ToArray();
        if (RadixOrder.Takes<T>())
        {
            return RadixOrder.Of<T>(keys);
        }

        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        int end;
        for (int start = 0; start < keys.Length; start = end)
        {
            end = start + 1;
            while (end < keys.Length && keys[end].CompareTo(keys[start]) == 0)
            {
                end++;
            }

            // The sort is not stable, so equal ones are put in order here.
            Array.Sort(order, start, end - start);
        }

        // .NET puts NaN first.
        int nans = 0;
        while (nans < keys.Length && IsNaN(keys[nans]))
        {
            nans++;
        }

        return nans == 0 ? order : [.. order[nans..], .. order[..nans]];
    }

    /// <summary>Some of the values, in a given order: numpy's <c>a['pos'][indexes]</c>.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="indexes">The numbers of the records.</param>
    /// <returns>The values.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such record.</exception>
    public static T[] At<T>(this Column<T> column, params ReadOnlySpan<int> indexes)
        where T : unmanaged
    {
        T[] values = new T[indexes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = column[indexes[i]];
        }

        return values;
    }

    /// <summary>Some of the records, in a given order: numpy's <c>a[indexes]</c>.</summary>
    /// <typeparam name="TRecord">The record.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="indexes">Their numbers.</param>
    /// <returns>The records.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such record.</exception>
    public static TRecord[] At<TRecord>(this ReadOnlySpan<TRecord> records, params ReadOnlySpan<int> indexes)
        where TRecord : unmanaged, ISharedRecord<TRecord>
    {
        TRecord[] taken = new TRecord[indexes.Length];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = records[indexes[i]];
        }

        return taken;
    }

    /// <summary>The records in the order of a column: numpy's <c>a[a['pos'].argsort(kind='stable')]</c>.</summary>
    /// <typeparam name="TRecord">The record.</typeparam>
    /// <typeparam name="TKey">The column's type.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="column">The column: one of theirs, or another of the same length.</param>
    /// <returns>The records, sorted.</returns>
    /// <exception cref="ArgumentException">The column has another length.</exception>
    public static TRecord[] SortBy<TRecord, TKey>(this ReadOnlySpan<TRecord> records, Column<TKey> column)
        where TRecord : unmanaged, ISharedRecord<TRecord>
        where TKey : unmanaged, IComparable<TKey>
        => column.Length == records.Length
            ? records.At(column.ArgSort())
            : throw new ArgumentException($"The column has {column.Length} values, and there are {records.Length} records.", nameof(column));

    private static bool IsNaN<T>(T value) => value switch
    {
        double number => double.IsNaN(number),
        float number => float.IsNaN(number),
        Half number => Half.IsNaN(number),
        BigEndian<double> number => double.IsNaN(number),
        BigEndian<float> number => float.IsNaN(number),
        BigEndian<Half> number => Half.IsNaN(number),
        _ => false,
    };
}
