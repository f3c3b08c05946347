using System.Runtime.CompilerServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>Brings one part of every row from where it is in the file's rows to where it belongs in the records.</summary>
/// <param name="Source">Its offset in the file's row.</param>
/// <param name="SourceSize">Its bytes there.</param>
/// <param name="Target">Its offset in the record.</param>
internal abstract unsafe record Hdf5Move(int Source, int SourceSize, int Target)
{
    /// <summary>Does it for some rows.</summary>
    /// <param name="source">The part of the first row.</param>
    /// <param name="sourceStride">From one row to the next.</param>
    /// <param name="target">The place in the first record.</param>
    /// <param name="targetStride">From one record to the next.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="row">The number of the first row.</param>
    /// <exception cref="Hdf5UnfitException">A value does not fit.</exception>
    public abstract void Apply(byte* source, int sourceStride, byte* target, int targetStride, long count, long row);
}

/// <summary>The bytes as they are.</summary>
internal sealed unsafe record Hdf5Copy(int Source, int SourceSize, int Target) : Hdf5Move(Source, SourceSize, Target)
{
    /// <inheritdoc/>
    public override void Apply(byte* source, int sourceStride, byte* target, int targetStride, long count, long row)
    {
        int size = SourceSize;
        if (size == sourceStride && size == targetStride)
        {
            Buffer.MemoryCopy(source, target, count * size, count * size);
            return;
        }

        switch (size)
        {
            case 1: Copy<byte>(source, sourceStride, target, targetStride, count); break;
            case 2: Copy<short>(source, sourceStride, target, targetStride, count); break;
            case 4: Copy<int>(source, sourceStride, target, targetStride, count); break;
            case 8: Copy<long>(source, sourceStride, target, targetStride, count); break;
            default:
                for (long i = 0; i < count; i++, source += sourceStride, target += targetStride)
                {
                    Buffer.MemoryCopy(source, target, size, size);
                }

                break;
        }
    }

    private static void Copy<T>(byte* source, int sourceStride, byte* target, int targetStride, long count)
        where T : unmanaged
    {
        for (long i = 0; i < count; i++, source += sourceStride, target += targetStride)
        {
            Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<T>(source));
        }
    }
}

/// <summary>Text of another width or padding: it may end at a NUL, or be padded with blanks. numpy's is padded with NULs.</summary>
/// <param name="Source">Its offset in the file's row.</param>
/// <param name="SourceSize">Its bytes there.</param>
/// <param name="Target">Its offset in the record.</param>
/// <param name="TargetSize">Its bytes there.</param>
/// <param name="Padding">How it is padded in the file.</param>
/// <param name="Field">Its name, for messages.</param>
internal sealed unsafe record Hdf5TextMove(int Source, int SourceSize, int Target, int TargetSize, int Padding, string Field)
    : Hdf5Move(Source, SourceSize, Target)
{
    /// <inheritdoc/>
    public override void Apply(byte* source, int sourceStride, byte* target, int targetStride, long count, long row)
    {
        for (long i = 0; i < count; i++, source += sourceStride, target += targetStride)
        {
            var text = new ReadOnlySpan<byte>(source, SourceSize);
            text = Padding switch
            {
                H5T.NullPadded => text.TrimEnd((byte)0),
                H5T.BlankPadded => text.TrimEnd((byte)' '),
                _ => text.IndexOf((byte)0) is >= 0 and var end ? text[..end] : text,
            };
            if (text.Length > TargetSize)
            {
                string what = $"a text of {text.Length} bytes, '{Encoding.UTF8.GetString(text)}'";
                throw new Hdf5UnfitException(row + i, Field, what, $"S{TargetSize}");
            }

            var place = new Span<byte>(target, TargetSize);
            text.CopyTo(place);
            place[text.Length..].Clear();
        }
    }
}

/// <summary>The elements of a sub-array, one after another.</summary>
/// <param name="Source">Its offset in the file's row.</param>
/// <param name="SourceSize">Its bytes there.</param>
/// <param name="Target">Its offset in the record.</param>
/// <param name="ElementSize">The bytes of an element in the file.</param>
/// <param name="TargetElementSize">The bytes of an element in the record.</param>
/// <param name="Element">What to do with each.</param>
internal sealed unsafe record Hdf5ArrayMove(
    int Source,
    int SourceSize,
    int Target,
    int ElementSize,
    int TargetElementSize,
    Hdf5RowMap Element) : Hdf5Move(Source, SourceSize, Target)
{
    /// <inheritdoc/>
    public override void Apply(byte* source, int sourceStride, byte* target, int targetStride, long count, long row)
    {
        int elements = SourceSize / ElementSize;
        for (long i = 0; i < count; i++, source += sourceStride, target += targetStride)
        {
            try
            {
                Element.Put(source + Element.Offset, ElementSize, target, elements, 0);
            }
            catch (Hdf5UnfitException unfit)
            {
                throw unfit.InRow(row + i);
            }
        }
    }
}
