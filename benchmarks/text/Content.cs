using System.Runtime.CompilerServices;

namespace SchemaToolkit.Benchmarks;

/// <summary>What a side read: the number of rows, and the sum of each column. A column of text counts its lengths; NaN is left
/// out. There are no sums when a side knows only the rows.</summary>
internal sealed record Content(long Rows, double[] Sums)
{
    // The sides add in different orders, and some peers have f8 where ours are f4.
    private const double Tolerance = 1e-6;

    public static Content Of<T>(ReadOnlySpan<T> records)
        where T : unmanaged, ISharedRecord<T>
    {
        double[] sums = new double[T.Schema.Leaves.Length];
        foreach (ref readonly T record in records)
        {
            T copy = record;
            var visitor = new Adder(sums);
            T.Visit(ref visitor, ref copy);
        }

        return new Content(records.Length, sums);
    }

    public static Content OfFile<T>(string path, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
    {
        using RecordBuffer<T> records = RecordText.Load<T>(path, options);
        return Of(records.Records);
    }

    /// <summary>Whether both read the same: the same rows, and the same sums if both have them.</summary>
    public bool Matches(Content other)
        => Rows == other.Rows
            && (Sums.Length == other.Sums.Length || other.Sums.Length == 0)
            && Sums.Zip(other.Sums).All(static pair => Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Max(1, Math.Abs(pair.First)));

    public override string ToString() => $"{Rows} rows, sums of the columns {string.Join(' ', Sums)}";

    private struct Adder(double[] sums) : IFieldVisitor
    {
        private int _leaf;

        public bool Value<T>(scoped ref T value)
            where T : unmanaged
        {
            double number =
                typeof(T) == typeof(int) ? Unsafe.As<T, int>(ref value)
                : typeof(T) == typeof(float) ? Unsafe.As<T, float>(ref value)
                : typeof(T) == typeof(double) ? Unsafe.As<T, double>(ref value)
                : typeof(T) == typeof(Half) ? (double)Unsafe.As<T, Half>(ref value)
                : typeof(T) == typeof(bool) ? Unsafe.As<T, byte>(ref value)
                : typeof(T) == typeof(BigEndian<int>) ? Unsafe.As<T, BigEndian<int>>(ref value).Value
                : typeof(T) == typeof(BigEndian<double>) ? Unsafe.As<T, BigEndian<double>>(ref value).Value
                : typeof(T) == typeof(Others.U4) || typeof(T) == typeof(Utf32Site.U10) ? value.ToString()!.Length
                : throw new NotSupportedException($"No benchmark has a column of {typeof(T).Name} yet.");
            sums[_leaf++] += double.IsNaN(number) ? 0 : number;
            return true;
        }

        // In ASCII text, in both encodings, the bytes that are not 0 are the characters.
        public bool Text(scoped Span<byte> bytes)
        {
            sums[_leaf++] += bytes.Length - bytes.Count((byte)0);
            return true;
        }
    }
}
