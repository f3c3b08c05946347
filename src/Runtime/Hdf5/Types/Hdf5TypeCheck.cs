using System.Globalization;

namespace SchemaToolkit;

/// <summary>Checks that a type from a file can be what it says it is, all the way down: libhdf5 does not compare the numbers in it
/// with each other, and what reads the rows relies on them. Called under the lock.</summary>
internal static class Hdf5TypeCheck
{
    private const int DeepestType = 64;

    /// <summary>Checks a type.</summary>
    /// <exception cref="RecordFormatException">A part of the type lies outside of it, or contradicts it.</exception>
    public static void Check(Hdf5TypeHandle type, in Hdf5Place place) => Check(type, "", 0, place);

    private static void Check(Hdf5TypeHandle type, string path, int depth, in Hdf5Place place)
    {
        nuint size = H5T.GetSize(type);
        if (size is 0 or > int.MaxValue)
        {
            throw Damaged($"{Name(path)} has {size} bytes; there may be from 1 to {int.MaxValue}", place);
        }

        if (depth > DeepestType)
        {
            throw Damaged($"{Name(path)} is nested more than {DeepestType} deep", place);
        }

        switch (H5T.GetClass(type))
        {
            case Hdf5TypeClass.Compound:
                Members(type, (long)size, path, depth, place);
                break;
            case Hdf5TypeClass.Array:
                Array(type, size, path, depth, place);
                break;
            case Hdf5TypeClass.Enum or Hdf5TypeClass.Complex or Hdf5TypeClass.VariableLength:
                Base(type, size, path, depth, place);
                if (H5T.GetClass(type) == Hdf5TypeClass.Enum)
                {
                    EnumNames(type, path, place);
                }

                break;
            case Hdf5TypeClass.Integer or Hdf5TypeClass.Float or Hdf5TypeClass.Bitfield or Hdf5TypeClass.Time:
                nuint bits = H5T.GetPrecision(type);
                if (bits == 0 || bits > size * 8)
                {
                    throw Damaged($"{Name(path)} has {bits} bits in {size} bytes", place);
                }

                break;
            case Hdf5TypeClass.None:
                throw Damaged($"{Name(path)} is of an unknown class", place);
        }
    }

    private static void Members(Hdf5TypeHandle type, long size, string path, int depth, in Hdf5Place place)
    {
        int count = place.Check(H5T.GetMemberCount(type));
        var members = new (long Start, long End, string Name)[count];
        for (int i = 0; i < count; i++)
        {
            string name = path.Length == 0 ? H5T.GetMemberName(type, i) : $"{path}.{H5T.GetMemberName(type, i)}";
            using Hdf5TypeHandle member = place.Check(H5T.GetMemberType(type, (uint)i));
            Check(member, name, depth + 1, place);
            nuint start = H5T.GetMemberOffset(type, (uint)i);
            long bytes = (long)H5T.GetSize(member);
            if (start > (nuint)(size - bytes) || bytes > size)
            {
                throw Damaged($"{Name(name)}, {bytes} bytes at {start}, lies outside of {Name(path)}, which has {size} bytes", place);
            }

            members[i] = ((long)start, (long)start + bytes, name);
        }

        System.Array.Sort(members);
        for (int i = 1; i < count; i++)
        {
            if (members[i].Start < members[i - 1].End)
            {
                throw Damaged($"{Name(members[i - 1].Name)} and {Name(members[i].Name)} overlap", place);
            }
        }
    }

    private static void Array(Hdf5TypeHandle type, nuint size, string path, int depth, in Hdf5Place place)
    {
        using Hdf5TypeHandle element = place.Check(H5T.GetSuper(type));
        Check(element, path, depth + 1, place);
        ulong[] dimensions = Hdf5TypeMatch.Dimensions(type);
        UInt128 bytes = H5T.GetSize(element);
        foreach (ulong dimension in dimensions)
        {
            bytes = dimension > int.MaxValue || bytes > int.MaxValue ? UInt128.MaxValue : bytes * dimension;
        }

        if (dimensions.Length == 0 || bytes != size)
        {
            throw Damaged(
                $"{Name(path)} is an array of [{string.Join(", ", dimensions)}] elements of {H5T.GetSize(element)} bytes in {size} bytes",
                place);
        }
    }

    private static void Base(Hdf5TypeHandle type, nuint size, string path, int depth, in Hdf5Place place)
    {
        using Hdf5TypeHandle part = place.Check(H5T.GetSuper(type));
        Check(part, path, depth + 1, place);
        Hdf5TypeClass partClass = H5T.GetClass(part);
        nuint partSize = H5T.GetSize(part);
        bool isPossible = H5T.GetClass(type) switch
        {
            Hdf5TypeClass.Enum => partClass == Hdf5TypeClass.Integer && partSize == size,
            Hdf5TypeClass.Complex => partClass == Hdf5TypeClass.Float && partSize * 2 == size,
            _ => true,
        };
        if (!isPossible)
        {
            throw Damaged($"{Name(path)}, {size} bytes, is based on a type of {partSize} bytes", place);
        }
    }

    private static void EnumNames(Hdf5TypeHandle type, string path, in Hdf5Place place)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < H5T.GetMemberCount(type); i++)
        {
            if (H5T.GetMemberName(type, i) is var name && !names.Add(name))
            {
                throw Damaged($"{Name(path)} is an enum with two values '{name}'", place);
            }
        }
    }

    private static string Name(string path) => path.Length == 0 ? "the row" : $"'{path}'";

    private static RecordFormatException Damaged(FormattableString what, in Hdf5Place place)
        => new($"{place} is not possible: its type is damaged: {what.ToString(CultureInfo.InvariantCulture)}.");
}
