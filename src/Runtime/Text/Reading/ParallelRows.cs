using System.Runtime.ExceptionServices;

namespace SchemaToolkit;

/// <summary>
/// Reads the rows of one text with several threads. Each thread takes the next lines and makes records of them by itself. Then,
/// in the order of the text, it reserves a place for its records, and fills that place while others fill theirs. If some lines
/// are not rows, the lines are read again in their turn by the reader that a single thread would use. So errors and results are
/// the same for any number of threads. Each thread takes it that its lines begin outside quotes. They do if the lines before them
/// were all read; if those end within quotes, the next lines are read with what is left of them, in their turn.
/// </summary>
internal sealed class ParallelRows(
    TextBuffer text,
    TableReader reader,
    RecordSink sink,
    Func<int> threads,
    Action report,
    CancellationToken cancellationToken)
{
    // Lines whose records need more room than this are read in their turn.
    private const int MaxRoomBytes = 2 << 20;

    private readonly Lock _source = new();
    private readonly object _gate = new();
    private readonly List<Thread> _others = [];
    private bool _mayStart = true;
    private long _taken;
    private long _turn;
    private bool _isAtEnd;
    private bool _isOver;
    private ExceptionDispatchInfo? _failure;

    // Lines that were taken and not read: a row whose quotes are still open.
    private byte[] _open = [];
    private int _openLength;
    private int _tried;

    /// <summary>Reads the rest of the text, with as many threads as there may be, the caller's included.</summary>
    public void Run()
    {
        text.AllowInterrupt();
        Work();
        for (int i = 0; Other(i) is { } thread; i++)
        {
            thread.Join();
        }

        _failure?.Throw();
    }

    private Thread? Other(int i)
    {
        lock (_source)
        {
            return i < _others.Count ? _others[i] : null;
        }
    }

    // Any thread that takes lines sees to it that there are as many as there may be by now. Those that it has started are joined
    // after it.
    private void StartOthers()
    {
        while (_mayStart && _others.Count + 1 < threads())
        {
            var thread = new Thread(Work) { IsBackground = true, Name = "RecordText" };
            try
            {
                thread.Start();
            }
            catch (OutOfMemoryException)
            {
                _mayStart = false; // The system has no more threads; those there are do.
                return;
            }

            _others.Add(thread);
        }
    }

    private void Work()
    {
        try
        {
            TableReader fork = reader.Fork();
            var block = new Block { Buffer = GC.AllocateUninitializedArray<byte>(text.Capacity) };

            // Most cells have at least one byte, and one that ends them. Lines with more rows than that are read in their turn.
            int size = reader.Schema.Size;
            int mostRows = text.Capacity / (2 * reader.Schema.Leaves.Length);
            using var room = new RecordRoom(size, (int)Math.Min(MaxRoomBytes, (long)mostRows * size));
            Span<byte> records = room.Bytes;
            while (Take(block))
            {
                bool isClean = fork.TryReadLines(block.Lines.Span, block.IsLast, records, out int count);
                if (!Await(block.Number))
                {
                    return;
                }

                Commit(block, fork, isClean, records[..(count * size)]);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    // Takes the next lines; false if there are none.
    private bool Take(Block block)
    {
        lock (_source)
        {
            if (_isAtEnd || Volatile.Read(ref _isOver))
            {
                return false;
            }

            block.Number = _taken++;
            block.Lines = default;
            block.Damage = null;
            try
            {
                StartOthers();
                do
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    text.Fill();
                    block.Lines = text.TakeLines(ref block.Buffer);
                }
                while (block.Lines.IsEmpty && !text.IsLast && TakeInTurn(block.Number));
            }
            catch (Exception e)
            {
                // Thrown in its turn, as the lines before may have errors.
                block.Damage = ExceptionDispatchInfo.Capture(e);
            }

            block.IsLast = text.IsLast;
            _isAtEnd = block.IsLast || block.Damage is not null;
            return true;
        }
    }

    // A buffer without an LF: its line is longer, or its line ends are CR.
    private bool TakeInTurn(long number)
    {
        if (!Await(number))
        {
            return false;
        }

        int length = text.Text.Length;
        if (_openLength > 0)
        {
            ReadInTurn(text.Text, isLast: false);
        }
        else
        {
            length = ReadInOrder(text.Text, isLast: false);
        }

        text.Advance(length);
        return !_isOver;
    }

    private void Commit(Block block, TableReader fork, bool isClean, ReadOnlySpan<byte> records)
    {
        bool isTaken = isClean && _openLength == 0 && reader.TryTake(fork);
        long place = isTaken ? sink.Reserve(records.Length / reader.Schema.Size) : 0;
        if (!isTaken)
        {
            ReadInTurn(block.Lines.Span, block.IsLast);
        }
        else if (block.IsLast || reader.IsFull)
        {
            ReadInOrder([], isLast: true);
        }

        try
        {
            block.Damage?.Throw();
            report();
            Pass(block.Number);
        }
        finally
        {
            // Whatever the caller's progress throws: what is reserved is filled.
            if (isTaken)
            {
                sink.Fill(place, records);
            }
        }
    }

    // Reads lines after those that are left.
    private void ReadInTurn(ReadOnlySpan<byte> lines, bool isLast)
    {
        if (_openLength > 0)
        {
            Keep(lines);

            // Each try reads all of it again.
            if (!isLast && _openLength / 2 < _tried && _openLength <= reader.MaxLineLength)
            {
                return;
            }

            lines = _open.AsSpan(0, _openLength);
        }

        int taken = ReadInOrder(lines, isLast);
        ReadOnlySpan<byte> left = _isOver ? [] : lines[taken..];
        _openLength = 0;
        Keep(left);
        _tried = _openLength;
    }

    // The bytes may be some of those that are kept already.
    private void Keep(ReadOnlySpan<byte> lines)
    {
        int length = checked(_openLength + lines.Length);
        byte[] room = length <= _open.Length ? _open : GC.AllocateUninitializedArray<byte>((int)Math.Min(2L * length, Array.MaxLength));
        _open.AsSpan(0, _openLength).CopyTo(room);
        lines.CopyTo(room.AsSpan(_openLength));
        _open = room;
        _openLength = length;
    }

    private int ReadInOrder(ReadOnlySpan<byte> lines, bool isLast)
    {
        int taken = 0;
        while (true)
        {
            TableReader.End end = reader.Read(lines[taken..], isLast, sink.GetSpan(), out int length, out int count);
            sink.Advance(count);
            taken += length;
            if (end != TableReader.End.Full)
            {
                if (end == TableReader.End.Done)
                {
                    // No more rows are wanted; a thread may wait for a source that is silent.
                    Volatile.Write(ref _isOver, true);
                    text.Interrupt(cancellationToken);
                }

                return taken;
            }
        }
    }

    private bool Await(long number)
    {
        var wait = default(SpinWait);
        while (Volatile.Read(ref _turn) != number && !Volatile.Read(ref _isOver) && !wait.NextSpinWillYield)
        {
            wait.SpinOnce();
        }

        lock (_gate)
        {
            while (_turn != number && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            return !_isOver;
        }
    }

    private void Pass(long number)
    {
        lock (_gate)
        {
            _turn = number + 1;
            Monitor.PulseAll(_gate);
        }
    }

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            _failure ??= ExceptionDispatchInfo.Capture(exception);
            _isOver = true;
            Monitor.PulseAll(_gate);
        }

        // A thread may wait for a source that is silent.
        text.Interrupt(cancellationToken);
    }

    /// <summary>Some lines of the text, taken by one thread.</summary>
    private sealed class Block
    {
        public byte[] Buffer = [];

        public long Number { get; set; }

        public ReadOnlyMemory<byte> Lines { get; set; }

        public bool IsLast { get; set; }

        public ExceptionDispatchInfo? Damage { get; set; }
    }
}
