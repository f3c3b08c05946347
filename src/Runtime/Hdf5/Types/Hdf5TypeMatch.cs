using System.Buffers.Binary;
using System.Globalization;

namespace SchemaToolkit;

/// <summary>
/// Compares the type of a dataset with a record, column by column, by name, and finds out how to make a record of a row. The
/// type was checked. Called under the lock.
/// </summary>
/// <param name="units">Gives the unit of a column of times that are stored as integers, from an attribute.</param>
/// <param name="allowNarrowing">Whether a type is allowed that does not hold every value.</param>
/// <param name="place">For messages.</param>
internal sealed unsafe class Hdf5TypeMatch(Func<string, string?> units, bool allowNarrowing, Hdf5Place place)
{
    private const string Option = $"{nameof(Hdf5ReadOptions)}.{nameof(Hdf5ReadOptions.AllowNarrowing)} reads it, every value checked";

    /// <summary>How rows become records.</summary>
    /// <exception cref="SchemaMismatchException">A field of the record is missing in the file, or differs.</exception>
    public Hdf5RowMap Record(RecordSchema expected, Hdf5TypeHandle file)
    {
        try
        {
            var moves = new List<Hdf5Move>();
            Compound(expected, file, "", 0, 0, moves);
            return new Hdf5RowMap(moves, (int)H5T.GetSize(file), expected.Size);
        }
        catch (Difference difference)
        {
            throw new SchemaMismatchException(
                $"{place} as {expected.Name} records is not possible: {difference.Message}. "
                    + $"The dataset holds {Hdf5TypeText.Of(file)}; {expected.Name} is {expected.NumpyDescr}.");
        }
    }

    /// <summary>How values of a type that is no record become values of another.</summary>
    /// <exception cref="SchemaMismatchException">They cannot.</exception>
    public Hdf5RowMap Value(FieldType expected, Hdf5TypeHandle file)
    {
        try
        {
            var moves = new List<Hdf5Move>();
            Field(expected, file, "value", 0, 0, moves);
            return new Hdf5RowMap(moves, (int)H5T.GetSize(file), expected.Size);
        }
        catch (Difference difference)
        {
            throw new SchemaMismatchException($"{place} is not possible: {difference.Message}.");
        }
    }

    /// <summary>How rows become values of one column.</summary>
    /// <param name="expected">What the values are to be.</param>
    /// <param name="row">The type of the rows.</param>
    /// <param name="index">The number of the column.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="SchemaMismatchException">The column is of another type.</exception>
    public Hdf5RowMap Column(FieldType expected, Hdf5TypeHandle row, int index, string name)
    {
        using Hdf5TypeHandle member = place.Check(H5T.GetMemberType(row, (uint)index));
        try
        {
            var moves = new List<Hdf5Move>();
            Field(expected, member, name, (int)H5T.GetMemberOffset(row, (uint)index), 0, moves);
            return new Hdf5RowMap(moves, (int)H5T.GetSize(row), expected.Size);
        }
        catch (Difference difference)
        {
            throw new SchemaMismatchException($"{place} is not possible: {difference.Message}.");
        }
    }

    public static bool IsBoolean(Hdf5TypeHandle type)
    {
        if (H5T.GetClass(type) == Hdf5TypeClass.Bitfield)
        {
            return H5T.GetSize(type) == 1; // PyTables' bool
        }

        return H5T.GetClass(type) == Hdf5TypeClass.Enum
            && H5T.GetSize(type) == 1
            && Members(type).Order().SequenceEqual([("FALSE", 0), ("TRUE", 1)]);
    }

    /// <summary>Whether the type is h5py's compound of two floats.</summary>
    public static bool IsComplex(Hdf5TypeHandle type)
    {
        if (H5T.GetMemberCount(type) != 2 || H5T.GetMemberName(type, 0) != "r" || H5T.GetMemberName(type, 1) != "i")
        {
            return false;
        }

        using Hdf5TypeHandle real = H5T.GetMemberType(type, 0);
        using Hdf5TypeHandle imaginary = H5T.GetMemberType(type, 1);
        return H5T.GetClass(real) == Hdf5TypeClass.Float
            && H5T.Equal(real, imaginary) > 0
            && H5T.GetMemberOffset(type, 0) == 0
            && H5T.GetMemberOffset(type, 1) * 2 == H5T.GetSize(type);
    }

    public static ulong[] Dimensions(Hdf5TypeHandle array)
    {
        var dimensions = new ulong[Math.Max(H5T.GetArrayRank(array), 0)];
        fixed (ulong* first = dimensions)
        {
            _ = H5T.GetArrayDimensions(array, first);
        }

        return dimensions;
    }

    private void Compound(RecordSchema expected, Hdf5TypeHandle file, string path, int source, int target, List<Hdf5Move> moves)
    {
        foreach (FieldSchema field in expected.Fields)
        {
            string name = path + field.Name;
            int index = H5T.GetMemberIndex(file, field.Name);
            if (index < 0)
            {
                throw new Difference($"field '{name}' ({field.Type}) is missing");
            }

            using Hdf5TypeHandle theirs = place.Check(H5T.GetMemberType(file, (uint)index));
            Field(field.Type, theirs, name, source + (int)H5T.GetMemberOffset(file, (uint)index), target + field.Offset, moves);
        }
    }

    private void Field(FieldType expected, Hdf5TypeHandle file, string name, int source, int target, List<Hdf5Move> moves)
    {
        Hdf5TypeClass @class = H5T.GetClass(file);
        switch (expected.Kind)
        {
            case FieldKind.Record when @class == Hdf5TypeClass.Compound:
                Compound(expected.Record!, file, name + ".", source, target, moves);
                return;
            case FieldKind.Array when @class == Hdf5TypeClass.Array:
                Array(expected, file, name, source, target, moves);
                return;
            case FieldKind.Text when @class == Hdf5TypeClass.String && H5T.IsVariableString(file) == 0:
                int size = (int)H5T.GetSize(file);
                int padding = H5T.GetPadding(file);
                moves.Add(
                    padding == H5T.NullPadded && size == expected.Size
                        ? new Hdf5Copy(source, size, target)
                        : new Hdf5TextMove(source, size, target, expected.Size, padding, name));
                return;
            case <= FieldKind.Double when NumberOf(file) is { } number:
                if (@class == Hdf5TypeClass.Enum)
                {
                    CheckEnum(expected, file, name);
                }

                moves.Add(Number(expected, number, file, name, source, target));
                return;
            case FieldKind.Datetime64 or FieldKind.Timedelta64:
                moves.Add(Time(expected, file, name, source, target));
                return;
            case FieldKind.Boolean when IsBoolean(file):
            case FieldKind.Complex64 or FieldKind.Complex128 when IsComplex(expected, file):
                moves.Add(new Hdf5Copy(source, expected.Size, target));
                return;
            default:
                throw Different(expected, file, name);
        }
    }

    private Hdf5Move Number(FieldType expected, Hdf5Number number, Hdf5TypeHandle file, string name, int source, int target)
    {
        if (number.Kind == expected.Kind && (expected.Size == 1 || number.IsBigEndian == expected.IsBigEndian))
        {
            return new Hdf5Copy(source, expected.Size, target);
        }

        return Hdf5Number.Holds(number.Kind, expected.Kind) || allowNarrowing
            ? new Hdf5NumberMove(source, (int)H5T.GetSize(file), target, number, expected, name)
            : throw Narrowing(expected, file, name);
    }

    /// <summary>A number in the usual form; of an enum, its integer. Null for all others, bools among them.</summary>
    private Hdf5Number? NumberOf(Hdf5TypeHandle file)
    {
        int size = (int)H5T.GetSize(file);
        bool isBigEndian = H5T.GetOrder(file) == H5T.BigEndian;
        switch (H5T.GetClass(file))
        {
            case Hdf5TypeClass.Integer when size is 1 or 2 or 4 or 8
                && H5T.GetPrecision(file) == (nuint)size * 8
                && (size == 1 || isBigEndian || H5T.GetOrder(file) == H5T.LittleEndian):
                return new Hdf5Number(Hdf5Number.Integer(size, H5T.GetSign(file) != H5T.Unsigned), isBigEndian && size > 1);
            case Hdf5TypeClass.Float when size is 2 or 4 or 8 && IsFloat(size, isBigEndian, file):
                return new Hdf5Number(Hdf5Number.Float(size), isBigEndian);
            case Hdf5TypeClass.Enum:
                using (Hdf5TypeHandle integer = place.Check(H5T.GetSuper(file)))
                {
                    return NumberOf(integer);
                }

            default:
                return null;
        }
    }

    private static void CheckEnum(FieldType expected, Hdf5TypeHandle file, string name)
    {
        if (expected.Kind > FieldKind.UInt64 || (expected.EnumMembers.IsEmpty && IsBoolean(file)))
        {
            throw Different(expected, file, name);
        }

        // A value may have a name on one side only. It may not have two names, and a name may not have two values.
        Dictionary<string, long> values = expected.EnumMembers.ToDictionary(static member => member.Name, static member => member.Value);
        foreach ((string theirName, long value) in Members(file))
        {
            string? myName = expected.EnumMembers.Where(
                member => member.Value == value).Select(static member => member.Name).FirstOrDefault();
            if (values.TryGetValue(theirName, out long mine) ? mine != value : myName is not null)
            {
                throw new Difference(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"field '{name}' is an enum in which {theirName} is {value}, which differs from the record's enum"));
            }
        }
    }

    private bool IsComplex(FieldType expected, Hdf5TypeHandle file)
    {
        if (H5T.GetSize(file) != (nuint)expected.Size)
        {
            return false;
        }

        if (H5T.GetClass(file) == Hdf5TypeClass.Complex)
        {
            using Hdf5TypeHandle part = place.Check(H5T.GetSuper(file));
            return IsFloat(expected.Size / 2, expected.IsBigEndian, part);
        }

        if (H5T.GetClass(file) != Hdf5TypeClass.Compound || !IsComplex(file))
        {
            return false;
        }

        using Hdf5TypeHandle real = place.Check(H5T.GetMemberType(file, 0));
        return IsFloat(expected.Size / 2, expected.IsBigEndian, real);
    }

    private Hdf5Move Time(FieldType expected, Hdf5TypeHandle file, string name, int source, int target)
    {
        string of = expected.Kind == FieldKind.Datetime64 ? "datetime64[" : "timedelta64[";
        string? unit;
        bool isBigEndian = false;
        if (H5T.GetClass(file) == Hdf5TypeClass.Opaque && H5T.GetSize(file) == (nuint)expected.Size)
        {
            // NUMPY:<M8[ns]
            string tag = H5T.GetTag(file);
            int start = tag.IndexOf(expected.Kind == FieldKind.Datetime64 ? "M8[" : "m8[", StringComparison.Ordinal);
            isBigEndian = tag.StartsWith("NUMPY:>", StringComparison.Ordinal);
            unit = start == "NUMPY:<".Length && tag.StartsWith("NUMPY:", StringComparison.Ordinal) ? of + tag[(start + 3)..] : null;
            if (unit is null)
            {
                throw Different(expected, file, name);
            }
        }
        else
        {
            if (NumberOf(file) is not { Kind: FieldKind.Int64 } number || H5T.GetClass(file) != Hdf5TypeClass.Integer)
            {
                throw Different(expected, file, name);
            }

            isBigEndian = number.IsBigEndian;
            unit = units(name);
        }

        if (unit is not null
            && unit.StartsWith(of, StringComparison.Ordinal)
            && unit[^1] == ']'
            && Hdf5TimeMove.UnitOf(unit[of.Length..^1]) is { } from
            && Hdf5TimeMove.Between(from, expected.Unit) is { } ratio)
        {
            return ratio == (1, 1) && isBigEndian == expected.IsBigEndian
                ? new Hdf5Copy(source, expected.Size, target)
                : ratio.Divisor == 1 || allowNarrowing
                ? new Hdf5TimeMove(source, target, isBigEndian, ratio.Factor, ratio.Divisor, expected, name)
                : throw new Difference($"field '{name}' is {unit} where {expected} is expected; {Option}");
        }

        throw new Difference(
            $"field '{name}' is {Hdf5TypeText.Of(file)} whose unit is {(unit is null ? "not given" : $"'{unit}'")} where "
                + $"{expected} is expected; the dataset's attribute '{Hdf5UnitText.AttributeOf(name)}' must be '{Hdf5UnitText.Of(expected)}'");
    }

    // The file may have an array of several dimensions, or an array of arrays; the record has an array of arrays.
    private void Array(FieldType expected, Hdf5TypeHandle file, string name, int source, int target, List<Hdf5Move> moves)
    {
        FieldType element = expected;
        foreach (ulong dimension in Dimensions(file))
        {
            if (element.Kind != FieldKind.Array || (ulong)element.Length != dimension)
            {
                throw Different(expected, file, name);
            }

            element = element.Element!;
        }

        using Hdf5TypeHandle theirs = place.Check(H5T.GetSuper(file));
        int elementSize = (int)H5T.GetSize(theirs);
        int size = (int)H5T.GetSize(file);
        var elementMoves = new List<Hdf5Move>();
        Field(element, theirs, name, 0, 0, elementMoves);
        var map = new Hdf5RowMap(elementMoves, elementSize, element.Size);
        moves.Add(
            map.IsPlain && elementSize == element.Size
                ? new Hdf5Copy(source, size, target)
                : new Hdf5ArrayMove(source, size, target, elementSize, element.Size, map));
    }

    private static bool IsFloat(int size, bool bigEndian, Hdf5TypeHandle file)
        => H5T.GetClass(file) == Hdf5TypeClass.Float
            && H5T.GetSize(file) == (nuint)size
            && HasOrder(size, bigEndian, file)
            && H5T.GetFields(
                file,
                out nuint sign,
                out nuint exponent,
                out nuint exponentBits,
                out nuint mantissa,
                out nuint mantissaBits) >= 0
            && (sign, exponent, exponentBits, mantissa, mantissaBits, H5T.GetExponentBias(file)) == Ieee(size);

    private static (nuint Sign, nuint Exponent, nuint ExponentBits, nuint Mantissa, nuint MantissaBits, nuint Bias) Ieee(int size)
        => size switch
        {
            2 => (15, 10, 5, 0, 10, 15),
            4 => (31, 23, 8, 0, 23, 127),
            _ => (63, 52, 11, 0, 52, 1023),
        };

    private static bool HasOrder(int size, bool bigEndian, Hdf5TypeHandle file)
        => size == 1 || H5T.GetOrder(file) == (bigEndian ? H5T.BigEndian : H5T.LittleEndian);

    public static List<(string Name, long Value)> Members(Hdf5TypeHandle type)
    {
        using Hdf5TypeHandle integer = H5T.GetSuper(type);
        int size = (int)H5T.GetSize(type);
        int unused = 64 - (8 * size);
        bool signed = H5T.GetSign(integer) != H5T.Unsigned;
        bool bigEndian = H5T.GetOrder(integer) == H5T.BigEndian && size > 1;
        var members = new List<(string, long)>();
        for (int i = 0; i < H5T.GetMemberCount(type) && size <= sizeof(long); i++)
        {
            long bytes = 0;
            _ = H5T.GetMemberValue(type, (uint)i, &bytes);
            bytes = bigEndian ? BinaryPrimitives.ReverseEndianness(bytes) : bytes << unused;
            members.Add((H5T.GetMemberName(type, i), signed ? bytes >> unused : bytes >>> unused));
        }

        return members;
    }

    private static Difference Narrowing(FieldType expected, Hdf5TypeHandle file, string name)
        => new($"{Different(expected, file, name).Message}, which does not hold every value of it; {Option}");

    private static Difference Different(FieldType expected, Hdf5TypeHandle file, string name)
        => new($"field '{name}' is {Hdf5TypeText.Of(file)} where {expected} is expected");

    /// <summary>A difference, thrown to where the whole type is known.</summary>
    private sealed class Difference(string message) : Exception(message);
}
