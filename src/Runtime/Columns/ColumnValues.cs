namespace SchemaToolkit;

/// <summary>The values of a column, piece by piece, side by side: as vectors want them.</summary>
/// <remarks>What is made of them is compiled with all optimizations at once (<see cref="System.Runtime.CompilerServices.MethodImplOptions"/>):
/// a program may look at a column a few times only.</remarks>
/// <typeparam name="T">A number.</typeparam>
internal interface IValues<T>
    where T : unmanaged
{
    /// <summary>Room for so many stays in the processor's nearest cache.</summary>
    const int Room = 512;

    /// <summary>The number of values.</summary>
    int Length { get; }

    /// <summary>Some of the values.</summary>
    /// <param name="start">The first.</param>
    /// <param name="room">Room for them.</param>
    /// <returns>All that are left, where they lie; or as many as there is room for.</returns>
    ReadOnlySpan<T> Read(int start, Span<T> room);
}

/// <summary>Values as they lie in the column.</summary>
internal readonly ref struct PlainValues<T>(Column<T> column) : IValues<T>
    where T : unmanaged
{
    private readonly Column<T> _column = column;

    public int Length => _column.Length;

    public ReadOnlySpan<T> Read(int start, Span<T> room) => _column.Read(start, room);
}

/// <summary>Values whose bytes are the other way round.</summary>
internal readonly ref struct SwappedValues<T>(Column<BigEndian<T>> column) : IValues<T>
    where T : unmanaged
{
    private readonly Column<BigEndian<T>> _column = column;

    public int Length => _column.Length;

    public ReadOnlySpan<T> Read(int start, Span<T> room)
    {
        room = room[..Math.Min(room.Length, Length - start)];
        for (int i = 0; i < room.Length; i++)
        {
            room[i] = _column.At(start + i).Value;
        }

        return room;
    }
}
