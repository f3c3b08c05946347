using System.Numerics;

namespace SchemaToolkit;

/// <summary>The records of a table in groups of one value each: pandas' <c>groupby</c>. What it computes has one number for each
/// group, in the order of <see cref="Keys"/>.</summary>
/// <typeparam name="T">The type of the column that groups.</typeparam>
/// <example><code>
/// ColumnGroups&lt;S10&gt; byChr = sites.Columns.Chr.GroupBy();
/// double[] means = byChr.Mean(sites.Columns.Pct);
/// </code></example>
public sealed class ColumnGroups<T>
    where T : unmanaged, IEquatable<T>
{
    private readonly int[] _groups;
    private readonly T[] _keys;
    private readonly int[] _counts;

    internal ColumnGroups(Column<T> column)
    {
        var numbers = new Dictionary<T, int>();
        var keys = new List<T>();
        var counts = new List<int>();
        _groups = new int[column.Length];
        int last = -1;
        for (int i = 0; i < _groups.Length; i++)
        {
            // Tables are often in the order of their groups.
            ref readonly T key = ref column[i];
            if (last < 0 || !keys[last].Equals(key))
            {
                if (!numbers.TryGetValue(key, out last))
                {
                    last = keys.Count;
                    numbers.Add(key, last);
                    keys.Add(key);
                    counts.Add(0);
                }
            }

            counts[last]++;
            _groups[i] = last;
        }

        _keys = [.. keys];
        _counts = [.. counts];
    }

    /// <summary>The value of each group, in the order in which they first occur.</summary>
    public ReadOnlySpan<T> Keys => _keys;

    /// <summary>The number of records in each group.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>The number of groups.</summary>
    public int Length => _keys.Length;

    /// <summary>The group of each record.</summary>
    public ReadOnlySpan<int> Groups => _groups;

    /// <summary>The records of a group.</summary>
    /// <param name="group">The group, from 0.</param>
    /// <returns>Their numbers, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such group.</exception>
    public int[] Records(int group)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(group, Length);
        int[] records = new int[_counts[group]];
        int count = 0;
        for (int i = 0; i < _groups.Length; i++)
        {
            if (_groups[i] == group)
            {
                records[count++] = i;
            }
        }

        return records;
    }

    /// <summary>The sum of a column in each group.</summary>
    /// <typeparam name="TValue">The column's type.</typeparam>
    /// <param name="column">A column of the same records.</param>
    /// <returns>The sums.</returns>
    /// <exception cref="ArgumentException">The column has another length.</exception>
    public double[] Sum<TValue>(Column<TValue> column)
        where TValue : unmanaged, INumber<TValue>
    {
        if (column.Length != _groups.Length)
        {
            throw new ArgumentException($"The column has {column.Length} values, and {_groups.Length} records are grouped.", nameof(column));
        }

        // Each sum keeps what rounding takes from it (Neumaier), because the values of a group cannot be added in pairs.
        double[] sums = new double[Length];
        double[] lost = new double[Length];
        for (int i = 0; i < _groups.Length; i++)
        {
            double value = double.CreateTruncating(column[i]);
            ref double sum = ref sums[_groups[i]];
            double next = sum + value;
            lost[_groups[i]] += Math.Abs(sum) >= Math.Abs(value) ? sum - next + value : value - next + sum;
            sum = next;
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += double.IsFinite(sums[i]) ? lost[i] : 0;
        }

        return sums;
    }

    /// <summary>The arithmetic mean of a column in each group.</summary>
    /// <inheritdoc cref="Sum"/>
    /// <returns>The means.</returns>
    public double[] Mean<TValue>(Column<TValue> column)
        where TValue : unmanaged, INumber<TValue>
    {
        double[] means = Sum(column);
        for (int i = 0; i < means.Length; i++)
        {
            means[i] /= _counts[i];
        }

        return means;
    }
}

/// <summary>Puts records into groups.</summary>
public static class ColumnGrouping
{
    /// <summary>The records in groups of one value each.</summary>
    /// <typeparam name="T">The field's type: text, an integer and so on.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>The groups.</returns>
    public static ColumnGroups<T> GroupBy<T>(this Column<T> column)
        where T : unmanaged, IEquatable<T>
        => new(column);
}
