using System.Buffers.Binary;
using System.Globalization;

namespace SchemaToolkit;

/// <summary>
/// Compares the type of a dataset with a record, column by column, by name, and finds out how to make a record of a row. The
/// type was checked. Called under the lock.
/// </summary>
internal sealed unsafe class Hdf5TypeMatch(Hdf5DatasetHandle dataset, Hdf5Place place)
{
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
            case FieldKind.Text when @class == Hdf5TypeClass.String
                && H5T.IsVariableString(file) == 0
                && H5T.GetSize(file) == (nuint)expected.Size:
                int padding = H5T.GetPadding(file);
                moves.Add(
                    padding == H5T.NullPadded
                        ? new Hdf5Copy(source, expected.Size, target)
                        : new Hdf5TextMove(source, expected.Size, target, padding == H5T.BlankPadded));
                return;
        }

        bool isSame = expected.Kind switch
        {
            <= FieldKind.UInt64 when @class == Hdf5TypeClass.Enum => IsEnum(expected, file, name),
            <= FieldKind.UInt64 => IsInteger(expected, file),
            >= FieldKind.Half and <= FieldKind.Double => IsFloat(expected.Size, expected.IsBigEndian, file),
            FieldKind.Boolean => IsBoolean(file),
            FieldKind.Complex64 or FieldKind.Complex128 => IsComplex(expected, file),
            FieldKind.Datetime64 or FieldKind.Timedelta64 => IsTime(expected, file, name),
            _ => false,
        };
        moves.Add(isSame ? new Hdf5Copy(source, expected.Size, target) : throw Different(expected, file, name));
    }

    private bool IsEnum(FieldType expected, Hdf5TypeHandle file, string name)
    {
        using Hdf5TypeHandle integer = place.Check(H5T.GetSuper(file));
        if (!IsInteger(expected, integer) || (expected.EnumMembers.IsEmpty && IsBoolean(file)))
        {
            return false;
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

        return true;
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

    private bool IsTime(FieldType expected, Hdf5TypeHandle file, string name)
    {
        if (H5T.GetClass(file) == Hdf5TypeClass.Opaque)
        {
            return H5T.GetSize(file) == (nuint)expected.Size && H5T.GetTag(file) == Hdf5TypeBuilder.TimeTag(expected);
        }

        if (!IsInteger(expected, file))
        {
            return false;
        }

        string attribute = Hdf5Units.AttributeOf(name);
        string? unit = Hdf5Units.Read(dataset, name, place);
        return unit == Hdf5Units.Of(expected)
            ? true
            : throw new Difference(
                $"field '{name}' is {Hdf5TypeText.Of(file)} whose unit is {(unit is null ? "not given" : $"'{unit}'")} where "
                    + $"{expected} is expected; the dataset's attribute '{attribute}' must be '{Hdf5Units.Of(expected)}'");
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

    private static bool IsInteger(FieldType expected, Hdf5TypeHandle file)
        => H5T.GetClass(file) == Hdf5TypeClass.Integer
            && H5T.GetSize(file) == (nuint)expected.Size
            && H5T.GetPrecision(file) == (nuint)expected.Size * 8
            && (H5T.GetSign(file) != H5T.Unsigned) == (expected.Kind > FieldKind.UInt64 || Hdf5TypeBuilder.IsSigned(expected.Kind))
            && HasOrder(expected.Size, expected.IsBigEndian, file);

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

    private static List<(string Name, long Value)> Members(Hdf5TypeHandle type)
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

    private static Difference Different(FieldType expected, Hdf5TypeHandle file, string name)
        => new($"field '{name}' is {Hdf5TypeText.Of(file)} where {expected} is expected");

    /// <summary>A difference, thrown to where the whole type is known.</summary>
    private sealed class Difference(string message) : Exception(message);
}
