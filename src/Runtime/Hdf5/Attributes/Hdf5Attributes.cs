using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace SchemaToolkit;

/// <summary>
/// The attributes of a file, a group or a dataset: small values that say what the data is. They are those of h5py: text is text of any
/// length in UTF-8 (<c>str</c>), a <see cref="bool"/> is numpy's, an enum has its names, a <see cref="Datetime64"/> is a
/// <c>datetime64[ns]</c>.
/// </summary>
public sealed class Hdf5Attributes
{
    private readonly IHdf5AttributeOwner _owner;

    internal Hdf5Attributes(IHdf5AttributeOwner owner) => _owner = owner;

    /// <summary>What there is, in the order of the names.</summary>
    /// <exception cref="KeyNotFoundException">There is no such group or dataset.</exception>
    /// <exception cref="RecordFormatException">An attribute is damaged.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read them.</exception>
    /// <exception cref="ObjectDisposedException">The file or dataset is closed.</exception>
    public IReadOnlyList<Hdf5AttributeInfo> List()
        => _owner.Use("", write: false, (owner, place) =>
        {
            var names = new List<string>();
            place.Check(H5A.Names(owner, names));
            return names.ConvertAll(name => new Hdf5AttributeValue(owner, name, Of(name, place)).Describe());
        });

    /// <summary>Whether there is an attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there is.</returns>
    /// <inheritdoc cref="List" path="/exception"/>
    public bool Contains(string name)
        => _owner.Use(Valid(name), write: false, (owner, place) => new Hdf5AttributeValue(owner, name, place).Exists);

    /// <summary>A text: of any length or fixed width.</summary>
    /// <param name="name">The attribute.</param>
    /// <returns>The text.</returns>
    /// <exception cref="KeyNotFoundException">There is no such attribute, group or dataset.</exception>
    /// <exception cref="SchemaMismatchException">It is no text, or not a single one.</exception>
    /// <exception cref="RecordFormatException">It is damaged.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 cannot read it.</exception>
    /// <exception cref="ObjectDisposedException">The file or dataset is closed.</exception>
    public string GetString(string name) => Single(name, GetStrings(name), "a text");

    /// <summary>Texts.</summary>
    /// <param name="name">The attribute.</param>
    /// <returns>The texts, of all dimensions one after another.</returns>
    /// <inheritdoc cref="GetString" path="/exception"/>
    public string[] GetStrings(string name)
        => Read(name, static (value, place) => value.Texts() ?? throw Other(value, place, "text", "Get or GetArray"));

    /// <summary>A number, <see cref="bool"/>, enum, complex number or time. Another type of number is converted if the value fits: h5py
    /// stores Python's numbers in 64 bits.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="name">The attribute.</param>
    /// <returns>The value.</returns>
    /// <exception cref="NotSupportedException">Attributes of such a type are not known.</exception>
    /// <exception cref="SchemaMismatchException">It is of another type, does not fit, or is not a single value.</exception>
    /// <inheritdoc cref="GetString" path="/exception"/>
    public T Get<T>(string name)
        where T : unmanaged
        => Single(name, GetArray<T>(name), typeof(T).Name);

    /// <summary>An array of numbers, bools, enums, complex numbers or times.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="name">The attribute.</param>
    /// <returns>The values, of all dimensions one after another.</returns>
    /// <exception cref="NotSupportedException">Attributes of such a type are not known.</exception>
    /// <exception cref="SchemaMismatchException">It is of another type, or a value does not fit.</exception>
    /// <inheritdoc cref="GetString" path="/exception"/>
    public T[] GetArray<T>(string name)
        where T : unmanaged
    {
        FieldType type = Hdf5AttributeType.Of<T>();
        return Read(name, (value, _) => value.Values<T>(type));
    }

    /// <summary>Sets a text, in place of what was there.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">The text.</param>
    /// <exception cref="ArgumentException">The name is empty, or the name or the text contains a NUL.</exception>
    /// <exception cref="KeyNotFoundException">There is no such group or dataset.</exception>
    /// <exception cref="InvalidOperationException">The file is open for reading or complete, or an earlier write failed.</exception>
    /// <exception cref="Hdf5Exception">libhdf5 failed. Nothing of this transaction can be published any more.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Set(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Write(name, CheckedTexts([value]), isArray: false);
    }

    /// <summary>Sets an array of texts, in place of what was there.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="values">The texts.</param>
    /// <inheritdoc cref="Set(string, string)" path="/exception"/>
    public void Set(string name, params IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Write(name, CheckedTexts([.. values]), isArray: true);
    }

    /// <summary>Sets a value, in place of what was there.</summary>
    /// <typeparam name="T">A number, <see cref="bool"/>, enum, complex number, <see cref="Datetime64"/> or <see cref="Timedelta64"/> (of
    /// nanoseconds).</typeparam>
    /// <param name="name">The attribute.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="NotSupportedException">There are no attributes of such a type.</exception>
    /// <inheritdoc cref="Set(string, string)" path="/exception"/>
    public void Set<T>(string name, T value)
        where T : unmanaged
        => Write(name, [value], Hdf5AttributeType.Of<T>(), isArray: false);

    /// <summary>Sets an array, in place of what was there.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="name">The attribute.</param>
    /// <param name="values">The values: at most 64,000 bytes; what is larger is a dataset's business.</param>
    /// <exception cref="NotSupportedException">There are no attributes of such a type.</exception>
    /// <inheritdoc cref="Set(string, string)" path="/exception"/>
    public void Set<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
        => Write(name, values.ToArray(), Hdf5AttributeType.Of<T>(), isArray: true);

    /// <summary>Removes an attribute.</summary>
    /// <param name="name">The attribute.</param>
    /// <returns>Whether there was one.</returns>
    /// <inheritdoc cref="Set(string, string)" path="/exception"/>
    public bool Delete(string name)
        => _owner.Use(Valid(name), write: true, (owner, place) =>
        {
            var value = new Hdf5AttributeValue(owner, name, place);
            bool exists = value.Exists;
            if (exists)
            {
                value.Delete();
            }

            return exists;
        });

    private TResult Read<TResult>(string name, Func<Hdf5AttributeValue, Hdf5Place, TResult> read)
        => _owner.Use(Valid(name), write: false, (owner, place) =>
        {
            var value = new Hdf5AttributeValue(owner, name, place);
            if (value.Exists)
            {
                return read(value, place);
            }

            var names = new List<string>();
            place.Check(H5A.Names(owner, names));
            string there = names.Count == 0 ? "It has no attributes." : $"It has {string.Join(", ", names.Select(static n => $"'{n}'"))}.";
            throw new KeyNotFoundException($"{place} is not possible: there is no such attribute. {there}");
        });

    private void Write(string name, string[] texts, bool isArray)
    {
        // A text of any length is elsewhere in the file: here are 16 bytes for each.
        CheckSize(name, texts.Length * 16L);
        _owner.Use(Valid(name), write: true, (owner, place) =>
        {
            new Hdf5AttributeValue(owner, name, place).Write(texts, isArray);
            return true;
        });
    }

    private void Write<T>(string name, T[] values, FieldType type, bool isArray)
        where T : unmanaged
    {
        CheckSize(name, values.Length * (long)type.Size);
        if (type.Kind == FieldKind.Boolean)
        {
            foreach (ref byte value in MemoryMarshal.AsBytes(values.AsSpan()))
            {
                value = value == 0 ? (byte)0 : (byte)1;
            }
        }

        _owner.Use(Valid(name), write: true, (owner, place) =>
        {
            new Hdf5AttributeValue(owner, name, place).Write<T>(values, type, isArray);
            return true;
        });
    }

    private static void CheckSize(string name, long bytes)
    {
        if (bytes > Hdf5AttributeValue.LargestValue)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Attribute '{name}' would have {bytes} bytes; {Hdf5AttributeValue.LargestValue} is the most. "
                        + $"Write a dataset instead."),
                nameof(name));
        }
    }

    private T Single<T>(string name, T[] values, string what)
        => values is [var only]
            ? only
            : throw new SchemaMismatchException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Attribute '{name}' of {_owner.Name} holds {values.Length} values where {what} is expected; an array is read by "
                        + $"{(typeof(T) == typeof(string) ? nameof(GetStrings) : nameof(GetArray))}."));

    private static string Valid(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Contains('\0')
            ? throw new ArgumentException($"'{name}' cannot be the name of an attribute: it has a NUL.", nameof(name))
            : name;
    }

    private static string[] CheckedTexts(string[] texts)
        => Array.Exists(texts, static text => text.Contains('\0'))
            ? throw new ArgumentException("A text of an attribute ends at its first NUL, and this one has one.", nameof(texts))
            : texts;

    private static SchemaMismatchException Other(Hdf5AttributeValue value, in Hdf5Place place, string expected, string way)
        => new($"{place} is not possible: it is {value.Describe().NumpyType} where {expected} is expected; {way} reads it.");

    private static Hdf5Place Of(string name, in Hdf5Place place) => place with { Doing = $"{place.Doing} attribute '{name}' of" };
}

/// <summary>What has attributes, and how to get at it.</summary>
internal interface IHdf5AttributeOwner
{
    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>Does something with the open owner, under the lock.</summary>
    /// <param name="attribute">The attribute that is meant, or an empty name.</param>
    /// <param name="write">Whether the file changes.</param>
    /// <param name="action">What to do.</param>
    TResult Use<TResult>(string attribute, bool write, Func<Hdf5Handle, Hdf5Place, TResult> action);
}
