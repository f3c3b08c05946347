using System.Buffers.Binary;

namespace SchemaToolkit;

/// <summary>Says what is wrong with a gzip file: .NET has the same words, those of another fault, for all that can be. This
/// decompresses it once more, slowly but knowing where it is.</summary>
internal sealed class GzipDamage
{
    /// <summary>What is said where it cannot be found out.</summary>
    public const string Unknown = "the compressed data, its checksum or its length is wrong";

    private const int WindowBytes = 1 << 15;
    private const int MaxBits = 15;
    private const int EndOfBlock = 256;

    // What takes longer than the reader of the message would wait is not looked into.
    private const long MostBytes = 1L << 29;

    private static readonly ushort[] _lengthBases = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    private static readonly byte[] _lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly ushort[] _distanceBases =
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ];

    private static readonly byte[] _codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    private static readonly uint[] _crcTable = MakeCrcTable();

    private readonly Stream _file;
    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly byte[] _window = new byte[WindowBytes];
    private int _next;
    private int _end;
    private uint _bits;
    private int _bitCount;
    private uint _crc;
    private uint _size;
    private long _text;

    private GzipDamage(Stream file) => _file = file;

    /// <summary>Finds the first thing that is wrong.</summary>
    /// <param name="file">The file, from its first member on.</param>
    /// <returns>It in words; <see cref="Unknown"/> if nothing is found.</returns>
    public static string Find(Stream file)
    {
        var damage = new GzipDamage(file);
        try
        {
            while (damage.TryStartMember())
            {
                damage.Member();
            }
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }

        return Unknown;
    }

    private static InvalidDataException Wrong(string words) => new(words);

    private static InvalidDataException WrongData() => Wrong("its compressed data is wrong");

    private static uint[] MakeCrcTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320 : 0);
            }

            table[i] = value;
        }

        return table;
    }

    // Zeros may end a file.
    private bool TryStartMember()
    {
        int first;
        do
        {
            first = TryByte();
        }
        while (first == 0);

        return first >= 0 && (first == 0x1F ? true : throw Wrong("data that is not gzip follows the compressed text"));
    }

    private void Member()
    {
        bool isGzip = Byte() == 0x8B && Byte() == 8;
        int flags = Byte();
        if (!isGzip || (flags & 0xE0) != 0)
        {
            throw Wrong("the header of a gzip member is wrong");
        }

        Skip(6);
        if ((flags & 4) != 0)
        {
            Skip(Byte() | (Byte() << 8));
        }

        for (int texts = ((flags >> 3) & 1) + ((flags >> 4) & 1); texts > 0; texts--)
        {
            while (Byte() != 0)
            {
            }
        }

        Skip((flags & 2) != 0 ? 2 : 0);
        (_crc, _size, _bitCount, _bits) = (uint.MaxValue, 0, 0, 0);
        while (!Block())
        {
        }

        Span<byte> trailer = stackalloc byte[8];
        foreach (ref byte b in trailer)
        {
            b = (byte)Byte();
        }

        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (checksum != ~_crc)
        {
            throw Wrong("its text does not have the checksum that is written behind it");
        }

        if (size != _size)
        {
            throw Wrong($"its text has {_size} bytes, and the length that is written behind it is {size}");
        }
    }

    // Reads a block; true for the last one.
    private bool Block()
    {
        bool isLast = Bits(1) != 0;
        switch (Bits(2))
        {
            case 0:
                Stored();
                break;
            case 1:
                byte[] lengths = new byte[288 + 30];
                lengths.AsSpan(0, 144).Fill(8);
                lengths.AsSpan(144, 112).Fill(9);
                lengths.AsSpan(256, 24).Fill(7);
                lengths.AsSpan(280, 8).Fill(8);
                lengths.AsSpan(288).Fill(5);
                Codes(new Code(lengths.AsSpan(0, 288)), new Code(lengths.AsSpan(288)));
                break;
            case 2:
                Dynamic();
                break;
            default:
                throw WrongData();
        }

        return isLast;
    }

    private void Stored()
    {
        (_bitCount, _bits) = (0, 0);
        int length = Byte() | (Byte() << 8);
        if ((Byte() | (Byte() << 8)) != (~length & 0xFFFF))
        {
            throw WrongData();
        }

        for (; length > 0; length--)
        {
            Put((byte)Byte());
        }
    }

    private void Dynamic()
    {
        int literals = Bits(5) + 257;
        int distances = Bits(5) + 1;
        int count = Bits(4) + 4;
        byte[] lengths = new byte[19];
        for (int i = 0; i < count; i++)
        {
            lengths[_codeLengthOrder[i]] = (byte)Bits(3);
        }

        var code = new Code(lengths);
        byte[] all = new byte[literals + distances];
        for (int i = 0; i < all.Length;)
        {
            int symbol = Symbol(code);
            if (symbol < 16)
            {
                all[i++] = (byte)symbol;
                continue;
            }

            (byte value, int times) = symbol switch
            {
                16 => (i > 0 ? all[i - 1] : throw WrongData(), 3 + Bits(2)),
                17 => ((byte)0, 3 + Bits(3)),
                _ => ((byte)0, 11 + Bits(7)),
            };
            if (i + times > all.Length)
            {
                throw WrongData();
            }

            all.AsSpan(i, times).Fill(value);
            i += times;
        }

        Codes(new Code(all.AsSpan(0, literals)), new Code(all.AsSpan(literals)));
    }

    private void Codes(Code literals, Code distances)
    {
        while (true)
        {
            int symbol = Symbol(literals);
            if (symbol < EndOfBlock)
            {
                Put((byte)symbol);
                continue;
            }

            if (symbol == EndOfBlock)
            {
                return;
            }

            symbol -= EndOfBlock + 1;
            if (symbol >= _lengthBases.Length)
            {
                throw WrongData();
            }

            int length = _lengthBases[symbol] + Bits(_lengthBits[symbol]);
            int far = Symbol(distances);
            if (far >= _distanceBases.Length)
            {
                throw WrongData();
            }

            uint distance = (uint)(_distanceBases[far] + Bits(Math.Max(0, (far / 2) - 1)));
            if (distance > _size)
            {
                throw WrongData();
            }

            for (; length > 0; length--)
            {
                Put(_window[(_size - distance) % WindowBytes]);
            }
        }
    }

    private int Symbol(Code code)
    {
        int value = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= MaxBits; length++)
        {
            value |= Bits(1);
            int count = code.Counts[length];
            if (value - count < first)
            {
                return code.Symbols[index + (value - first)];
            }

            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }

        throw WrongData();
    }

    private void Put(byte b)
    {
        _window[_size % WindowBytes] = b;
        _size++;
        _crc = _crcTable[(byte)(_crc ^ b)] ^ (_crc >> 8);
        if (++_text > MostBytes)
        {
            throw Wrong(Unknown);
        }
    }

    private int Bits(int count)
    {
        while (_bitCount < count)
        {
            _bits |= (uint)Byte() << _bitCount;
            _bitCount += 8;
        }

        int value = (int)(_bits & ((1u << count) - 1));
        _bits >>= count;
        _bitCount -= count;
        return value;
    }

    private void Skip(int count)
    {
        for (; count > 0; count--)
        {
            Byte();
        }
    }

    private int Byte() => TryByte() is >= 0 and var b ? b : throw Wrong("the gzip file ends early: it was cut");

    private int TryByte()
    {
        if (_next == _end)
        {
            _next = 0;
            _end = _file.Read(_bytes);
        }

        return _end == 0 ? -1 : _bytes[_next++];
    }

    /// <summary>A Huffman code: how many symbols have each length, and the symbols in order.</summary>
    private sealed class Code
    {
        public readonly int[] Counts = new int[MaxBits + 1];
        public readonly int[] Symbols;

        public Code(ReadOnlySpan<byte> lengths)
        {
            foreach (byte length in lengths)
            {
                Counts[length]++;
            }

            Counts[0] = 0;
            int left = 1;
            int[] offsets = new int[MaxBits + 2];
            for (int length = 1; length <= MaxBits; length++)
            {
                left = (left << 1) - Counts[length];
                offsets[length + 1] = offsets[length] + Counts[length];
                if (left < 0)
                {
                    throw WrongData();
                }
            }

            // A code that is not complete has symbols that are never written.
            Symbols = new int[lengths.Length];
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] > 0)
                {
                    Symbols[offsets[lengths[symbol]]++] = symbol;
                }
            }
        }
    }
}
