using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchemaToolkit;

/// <summary>What a <see cref="RowStep"/> reads.</summary>
internal enum RowStepKind
{
    /// <summary>Up to four numbers at once.</summary>
    Numbers,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A text of UTF-32.</summary>
    WideText,

    /// <summary>Any other cell, by the parser of cells.</summary>
    Cell,
}

/// <summary>One step of reading a row: up to four leaves that are numbers and lie close together in the record, or one other
/// leaf. Vectors have a leaf in each lane.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowStep
{
    /// <summary>For each byte of the record from <see cref="Offset"/> on, which byte of the four values it takes.</summary>
    public Vector256<byte> Image;

    /// <summary>Ones in the bytes that belong to leaves.</summary>
    public Vector256<byte> Keep;

    /// <summary>The least value of each leaf, but not less than −(2^53 − 1).</summary>
    public Vector256<double> Min;

    /// <summary>The largest value of each leaf, but not more than 2^53 − 1.</summary>
    public Vector256<double> Max;

    /// <summary>Ones for each f4.</summary>
    public Vector256<ulong> Singles;

    /// <summary>Ones for each f8.</summary>
    public Vector256<ulong> Doubles;

    /// <summary>Ones for each integer that may have a point with zeros behind it.</summary>
    public Vector256<ulong> Integrals;

    /// <summary>What a null becomes; 0 where only the parser of cells knows.</summary>
    public Vector256<ulong> NaN;

    /// <summary>Ones for each integer that has no point; repeated for eight rows.</summary>
    public Vector256<byte> Integers;

    /// <summary>Ones for each unsigned integer, which cannot be even −0; repeated for eight rows.</summary>
    public Vector256<byte> Unsigned;

    /// <summary>For each cell, what to add to the start that the index gives.</summary>
    public Vector128<ushort> Gap;

    /// <summary>The column of each lane; surplus lanes repeat the last.</summary>
    public Vector128<int> Columns;

    /// <summary>What the step reads.</summary>
    public RowStepKind Kind;

    /// <summary>The first leaf.</summary>
    public int Leaf;

    /// <summary>The number of leaves.</summary>
    public int Count;

    /// <summary>Where the first leaf starts in the record.</summary>
    public int Offset;

    /// <summary>Bytes from there to the end of the last leaf.</summary>
    public int Size;

    /// <summary>Whether all of these bytes belong to leaves.</summary>
    public bool IsSolid;

    /// <summary>Whether there are four columns, one after the other.</summary>
    public bool IsAdjacent;

    /// <summary>In how many more batches the parser of cells reads the step.</summary>
    public int Pause;

    /// <summary>Whether one is an f4.</summary>
    public readonly bool HasSingles => Singles != Vector256<ulong>.Zero;

    /// <summary>Whether an integer may have a point.</summary>
    public readonly bool HasIntegrals => Integrals != Vector256<ulong>.Zero;

    /// <summary>Whether one is an f8.</summary>
    public readonly bool HasDoubles => Doubles != Vector256<ulong>.Zero;
}
