namespace SchemaToolkit;

/// <summary>The records of an owner in parts that a span can hold, in order: see
/// <see cref="RecordOwnerExtensions.Chunks{T}(IRecordOwner{T}, int)"/>.</summary>
/// <typeparam name="T">The record.</typeparam>
public readonly struct RecordChunks<T>
    where T : unmanaged, ISharedRecord<T>
{
    private readonly IRecordOwner<T> _owner;
    private readonly int _rows;

    internal RecordChunks(IRecordOwner<T> owner, int rows)
    {
        _owner = owner;
        _rows = rows;
    }

    /// <summary>Begins at the first part.</summary>
    /// <returns>The enumerator.</returns>
    public Enumerator GetEnumerator() => new(_owner, _rows);

    /// <summary>Goes from part to part.</summary>
    public struct Enumerator
    {
        private readonly IRecordOwner<T> _owner;
        private readonly int _rows;
        private long _start;
        private int _length;

        internal Enumerator(IRecordOwner<T> owner, int rows)
        {
            _owner = owner;
            _rows = rows;
        }

        /// <summary>The number of the part's first record in all.</summary>
        public readonly long Start => _start;

        /// <summary>The part, in place.</summary>
        /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
        public readonly ReadOnlySpan<T> Current => _owner.Slice(_start, _length);

        /// <summary>Goes on to the next part.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext()
        {
            _start += _length;
            _length = (int)Math.Min(_rows, _owner.Count - _start);
            return _length > 0;
        }
    }
}
