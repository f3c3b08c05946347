using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchemaToolkit;

/// <summary>The cells that are nulls, for the kernels.</summary>
internal sealed class LaneNulls
{
    private readonly Null[]? _nulls;
    private readonly Vector512<ulong>[]? _fours;
    private readonly ulong _lengths;

    /// <param name="nulls">Their texts.</param>
    /// <param name="areNaN">Whether a null float becomes NaN; if not, fields have null values of their own.</param>
    public LaneNulls(byte[][] nulls, bool areNaN)
    {
        NotNaN = areNaN ? 0 : 1;
        HasLong = Array.Exists(nulls, static text => text.Length >= LaneTables.LaneBytes);
        if (nulls.Length > 0)
        {
            _nulls = [.. nulls.Where(static text => text.Length <= LaneTables.LaneBytes).Select(static text => new Null(text))];
            _fours = [.. _nulls.Select(static value => Vector512.Create(Vector256.Create(value.Text)).AsUInt64())];
        }

        foreach (ref readonly Null value in _nulls.AsSpan())
        {
            _lengths |= 1UL << (int)value.Length;
        }
    }

    /// <summary>Whether a null fills a lane or more: a lane does not show what is before it.</summary>
    public bool HasLong { get; }

    /// <summary>1 where fields have null values of their own; 0 where a null float becomes NaN.</summary>
    public int NotNaN { get; }

    /// <summary>Whether a null has this length, which must be below 64; those longer than a lane do not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasLength(nint length) => ((_lengths >> (int)length) & 1) != 0;

    /// <summary>Whether a cell of this length may be a null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayContain(nint length) => HasLong || HasLength(Math.Min(length, LaneTables.LaneBytes + 1));

    /// <summary>Whether a cell is a null: 1 or 0, found without a branch, as nulls occur unpredictably.</summary>
    /// <param name="lane">Sixteen bytes that end where the cell ends.</param>
    /// <param name="length">The cell's length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Contains(Vector128<byte> lane, nint length)
    {
        int found = 0;
        foreach (ref readonly Null value in _nulls.AsSpan())
        {
            int differs = Vector128.EqualsAll((lane ^ value.Text) & value.Mask, Vector128<byte>.Zero) ? 0 : 1;
            found |= (differs | (int)(length ^ value.Length)) == 0 ? 1 : 0;
        }

        return found;
    }

    /// <summary>Finds which of four cells are nulls.</summary>
    /// <param name="lanes">Four lanes of sixteen bytes, each with a cell at its end and zeros before it.</param>
    /// <returns>Ones in the lanes of nulls, zeros in the others.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<ulong> Find(Vector512<byte> lanes)
    {
        Vector512<ulong> found = Vector512<ulong>.Zero;
        foreach (Vector512<ulong> text in _fours.AsSpan())
        {
            Vector512<ulong> equal = Vector512.Equals(lanes.AsUInt64(), text);
            found |= equal & Avx512F.Shuffle(equal.AsInt32(), 0b01_00_11_10).AsUInt64();
        }

        return found;
    }

    /// <summary>One null.</summary>
    private readonly struct Null
    {
        public readonly Vector128<byte> Text;
        public readonly Vector128<byte> Mask;
        public readonly nint Length;

        public Null(byte[] text)
        {
            Span<byte> lane = stackalloc byte[LaneTables.LaneBytes];
            text.CopyTo(lane[^text.Length..]);
            Text = Vector128.Create<byte>(lane);
            Mask = LaneTables.Load(LaneTables.KeepLast, text.Length);
            Length = text.Length;
        }
    }
}
