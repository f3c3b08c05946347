using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>Reads and writes one attribute of a file, a group or a dataset, as h5py does. Called under the lock.</summary>
/// <param name="owner">What has the attribute.</param>
/// <param name="name">Its name.</param>
/// <param name="place">For messages.</param>
internal sealed unsafe class Hdf5AttributeValue(Hdf5Handle owner, string name, Hdf5Place place)
{
    /// <summary>The bytes of a value that certainly fit into the header of an object beside its name and its type.</summary>
    public const int LargestValue = 64_000;

    /// <summary>Whether there is such an attribute.</summary>
    public bool Exists => place.Check(H5A.Exists(owner, name)) > 0;

    /// <summary>Removes it.</summary>
    public void Delete() => place.Check(H5A.Delete(owner, name));

    /// <summary>What it is: its type as numpy names it, and its shape.</summary>
    public Hdf5AttributeInfo Describe()
    {
        using Hdf5AttributeHandle attribute = Open(out Hdf5TypeHandle type, out ulong[]? shape);
        using (type)
        {
            return new Hdf5AttributeInfo(name, Hdf5TypeText.Descr(type), shape is null ? [0] : [.. shape.Select(static n => (long)n)]);
        }
    }

    /// <summary>Texts, of whatever kind.</summary>
    /// <returns>Null if it holds no text.</returns>
    public string[]? Texts()
    {
        using Hdf5AttributeHandle attribute = Open(out Hdf5TypeHandle type, out ulong[]? shape);
        using (type)
        {
            if (H5T.GetClass(type) != Hdf5TypeClass.String)
            {
                return null;
            }

            var texts = new string[Count(shape)];
            if (H5T.IsVariableString(type) > 0)
            {
                byte*[] pointers = new byte*[texts.Length];
                fixed (byte** first = pointers)
                {
                    Read(attribute, type, first, shape);
                }

                for (int i = 0; i < texts.Length; i++)
                {
                    texts[i] = pointers[i] == null ? "" : H5.TakeString(pointers[i]);
                }

                return texts;
            }

            int size = (int)H5T.GetSize(type);
            int padding = H5T.GetPadding(type);
            byte[] bytes = Bytes(attribute, type, shape, texts.Length);
            for (int i = 0; i < texts.Length; i++)
            {
                ReadOnlySpan<byte> text = bytes.AsSpan(i * size, size);
                int end = padding == H5T.NullPadded ? -1 : text.IndexOf((byte)0);
                text = (end < 0 ? text : text[..end]).TrimEnd((byte)0);
                texts[i] = Encoding.UTF8.GetString(padding == H5T.BlankPadded ? text.TrimEnd((byte)' ') : text);
            }

            return texts;
        }
    }

    /// <summary>Values of a type, converted if they fit.</summary>
    /// <exception cref="SchemaMismatchException">They are of another type, or do not fit.</exception>
    public T[] Values<T>(FieldType expected)
        where T : unmanaged
    {
        using Hdf5AttributeHandle attribute = Open(out Hdf5TypeHandle type, out ulong[]? shape);
        using (type)
        {
            Hdf5RowMap map = new Hdf5TypeMatch(static _ => "datetime64[ns]", allowNarrowing: true, place).Value(expected, type);
            var values = new T[Count(shape)];
            fixed (byte* from = Bytes(attribute, type, shape, values.Length))
            fixed (T* to = values)
            {
                try
                {
                    map.Put(from + map.Offset, (int)H5T.GetSize(type), (byte*)to, values.Length, 0);
                }
                catch (Hdf5UnfitException unfit)
                {
                    throw new SchemaMismatchException($"{place} is not possible: {unfit.Message}.");
                }

                if (expected.Kind == FieldKind.Boolean)
                {
                    var schema = new RecordSchema(name, 1, 1, [new FieldSchema(name, name, 0, expected)]);
                    new Hdf5Rows(schema, (byte*)to, values.Length).NormalizeBooleans();
                }
            }

            return values;
        }
    }

    /// <summary>Writes texts, in place of what was there; one, or an array.</summary>
    public void Write(ReadOnlySpan<string> texts, bool isArray)
    {
        using Hdf5TypeHandle type = Hdf5TypeBuilder.VariableText(place);
        nint[] pointers = new nint[Math.Max(1, texts.Length)];
        try
        {
            for (int i = 0; i < texts.Length; i++)
            {
                pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
            }

            fixed (nint* first = pointers)
            {
                Write(type, isArray ? texts.Length : null, first);
            }
        }
        finally
        {
            Array.ForEach(pointers, Marshal.FreeCoTaskMem);
        }
    }

    /// <summary>Writes values, in place of what was there; one, or an array.</summary>
    public void Write<T>(ReadOnlySpan<T> values, FieldType fieldType, bool isArray)
        where T : unmanaged
    {
        using Hdf5TypeHandle type = Hdf5TypeBuilder.Of(fieldType, opaqueTimes: true, place);
        fixed (T* first = values)
        {
            T none = default;
            Write(type, isArray ? values.Length : null, first == null ? &none : first);
        }
    }

    private void Write(Hdf5TypeHandle type, long? length, void* values)
    {
        if (Exists)
        {
            Delete();
        }

        using Hdf5SpaceHandle space = place.Check(length is { } count ? H5S.CreateSimple(1, (ulong)count) : H5S.Create(H5S.Scalar));
        using Hdf5PropertyListHandle creation = place.Check(H5P.Create(H5P.AttributeCreate));
        place.Check(H5P.SetCharEncoding(creation, H5T.Utf8));
        using Hdf5AttributeHandle attribute = place.Check(H5A.Create(owner, name, type, space, creation, Hdf5PropertyListHandle.Default));
        place.Check(H5A.Write(attribute, type, values));
    }

    private Hdf5AttributeHandle Open(out Hdf5TypeHandle type, out ulong[]? shape)
    {
        Hdf5AttributeHandle attribute = place.Check(H5A.Open(owner, name, Hdf5PropertyListHandle.Default));
        try
        {
            using Hdf5SpaceHandle space = place.Check(H5A.GetSpace(attribute));
            shape = H5S.GetShape(space);
            type = place.Check(H5A.GetType(attribute));
            try
            {
                Hdf5TypeCheck.Check(type, place);
                return attribute;
            }
            catch
            {
                type.Dispose();
                throw;
            }
        }
        catch
        {
            attribute.Dispose();
            throw;
        }
    }

    private int Count(ulong[]? shape)
    {
        UInt128 count = shape is null ? (UInt128)0 : 1;
        foreach (ulong length in shape ?? [])
        {
            count = count > int.MaxValue ? count : count * length;
        }

        return count <= (uint)Array.MaxLength
            ? (int)count
            : throw new RecordFormatException($"{place} is not possible: it claims {count} values.");
    }

    private byte[] Bytes(Hdf5AttributeHandle attribute, Hdf5TypeHandle type, ulong[]? shape, int count)
    {
        long size = count * (long)H5T.GetSize(type);
        byte[] bytes = size <= Array.MaxLength
            ? new byte[size]
            : throw new RecordFormatException($"{place} is not possible: it claims {size} bytes.");
        fixed (byte* first = bytes)
        {
            Read(attribute, type, first, shape);
        }

        return bytes;
    }

    private void Read(Hdf5AttributeHandle attribute, Hdf5TypeHandle type, void* values, ulong[]? shape)
    {
        if (shape is not null && values != null)
        {
            place.Check(H5A.Read(attribute, type, values));
        }
    }
}
