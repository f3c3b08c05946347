using System.Globalization;

namespace SchemaToolkit;

/// <summary>Describes the type of a dataset or of one of its columns, with numpy's name where there is one. Called under the
/// lock.</summary>
internal static unsafe class Hdf5TypeText
{
    /// <summary>The type as numpy prints it when it has no words for more: an enum is its integer, what has any length an object.</summary>
    public static string Descr(Hdf5TypeHandle type)
    {
        switch (H5T.GetClass(type))
        {
            case Hdf5TypeClass.Compound when !Hdf5TypeMatch.IsComplex(type):
                return Compound(type, Descr);
            case Hdf5TypeClass.Array:
                return Array(type, Descr);
            case Hdf5TypeClass.Enum when !Hdf5TypeMatch.IsBoolean(type):
                using (Hdf5TypeHandle integer = H5T.GetSuper(type))
                {
                    return Descr(integer);
                }

            case Hdf5TypeClass.VariableLength or Hdf5TypeClass.Reference:
            case Hdf5TypeClass.String when H5T.IsVariableString(type) > 0:
                return "'|O'";
            case Hdf5TypeClass.Bitfield when !Hdf5TypeMatch.IsBoolean(type):
                return Quote(type, 'u');
            case Hdf5TypeClass.Opaque when !H5T.GetTag(type).StartsWith("NUMPY:", StringComparison.Ordinal):
                return string.Create(CultureInfo.InvariantCulture, $"'|V{H5T.GetSize(type)}'");
            default:
                return Of(type);
        }
    }

    public static string Of(Hdf5TypeHandle type) => H5T.GetClass(type) switch
    {
        Hdf5TypeClass.Integer => Quote(type, H5T.GetSign(type) == H5T.Unsigned ? 'u' : 'i'),
        Hdf5TypeClass.Float => Quote(type, 'f'),
        Hdf5TypeClass.String when H5T.IsVariableString(type) > 0 => "text of varying length",
        Hdf5TypeClass.String => string.Create(CultureInfo.InvariantCulture, $"'|S{H5T.GetSize(type)}'"),
        Hdf5TypeClass.Enum when Hdf5TypeMatch.IsBoolean(type) => "'|b1'",
        Hdf5TypeClass.Enum => Enum(type),
        Hdf5TypeClass.Bitfield => string.Create(CultureInfo.InvariantCulture, $"a bit field of {H5T.GetSize(type)} bytes"),
        Hdf5TypeClass.Opaque => Opaque(type),
        Hdf5TypeClass.Compound => Compound(type, Of),
        Hdf5TypeClass.Array => Array(type, Of),
        Hdf5TypeClass.Reference => "a reference",
        Hdf5TypeClass.VariableLength => "a sequence of varying length",
        Hdf5TypeClass.Complex => Complex(type),
        _ => "of an unknown type",
    };

    private static string Complex(Hdf5TypeHandle type)
    {
        using Hdf5TypeHandle part = H5T.GetClass(type) == Hdf5TypeClass.Complex ? H5T.GetSuper(type) : H5T.GetMemberType(type, 0);
        char order = H5T.GetOrder(part) == H5T.BigEndian ? '>' : '<';
        return string.Create(CultureInfo.InvariantCulture, $"'{order}c{H5T.GetSize(type)}'");
    }

    private static string Quote(Hdf5TypeHandle type, char code)
    {
        nuint size = H5T.GetSize(type);
        char order = size == 1 ? '|' : H5T.GetOrder(type) == H5T.BigEndian ? '>' : '<';
        return string.Create(CultureInfo.InvariantCulture, $"'{order}{code}{size}'");
    }

    private static string Enum(Hdf5TypeHandle type)
    {
        using Hdf5TypeHandle integer = H5T.GetSuper(type);
        IEnumerable<string> names = Enumerable.Range(0, H5T.GetMemberCount(type)).Select(i => H5T.GetMemberName(type, i));
        return $"an enum of {Of(integer)} ({string.Join(", ", names)})";
    }

    private static string Opaque(Hdf5TypeHandle type)
    {
        string tag = H5T.GetTag(type);
        return tag.StartsWith("NUMPY:", StringComparison.Ordinal)
            ? $"'{tag["NUMPY:".Length..]}'"
            : string.Create(CultureInfo.InvariantCulture, $"opaque, {H5T.GetSize(type)} bytes tagged '{tag}'");
    }

    private static string Compound(Hdf5TypeHandle type, Func<Hdf5TypeHandle, string> text)
    {
        if (Hdf5TypeMatch.IsComplex(type))
        {
            return Complex(type);
        }

        var members = new List<string>();
        long end = 0;
        for (int i = 0; i < H5T.GetMemberCount(type); i++)
        {
            using Hdf5TypeHandle member = H5T.GetMemberType(type, (uint)i);
            string of = text(member);
            Pad(members, (long)H5T.GetMemberOffset(type, (uint)i) - end);
            of = H5T.GetClass(member) == Hdf5TypeClass.Array ? of[1..^1] : of;
            members.Add($"({NumpyDescr.Quote(H5T.GetMemberName(type, i))}, {of})");
            end = (long)H5T.GetMemberOffset(type, (uint)i) + (long)H5T.GetSize(member);
        }

        Pad(members, (long)H5T.GetSize(type) - end);
        return $"[{string.Join(", ", members)}]";
    }

    private static void Pad(List<string> members, long bytes)
    {
        if (bytes > 0)
        {
            members.Add(string.Create(CultureInfo.InvariantCulture, $"('', '|V{bytes}')"));
        }
    }

    private static string Array(Hdf5TypeHandle type, Func<Hdf5TypeHandle, string> text)
    {
        using Hdf5TypeHandle element = H5T.GetSuper(type);
        return $"({text(element)}, {NumpyDescr.Shape([.. Hdf5TypeMatch.Dimensions(type).Select(static n => (int)n)])})";
    }
}
