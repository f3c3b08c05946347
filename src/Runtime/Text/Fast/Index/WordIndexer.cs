using System.Numerics;
using System.Runtime.CompilerServices;

namespace SchemaToolkit;

/// <summary>Indexes eight bytes at once, without vectors: first finds all bytes that may matter, then checks which do.</summary>
internal readonly unsafe struct WordIndexer : ICellIndexer
{
    // Control characters, blanks, '"' and '#' are below; all that numbers are made of is not.
    private const byte LeastPlain = 0x24;

    // The kinds of bytes that may matter.
    private const byte CellEnd = 1;
    private const byte LineEnd = 2;
    private const byte Odd = 4;
    private const byte Quote = 8;

    private const int BlockBytes = 64;

    public static bool IsSupported => BitConverter.IsLittleEndian;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static int Index<TMode>(byte* text, ref int length, in CellBytes bytes, ushort* starts, ushort* ends, out int lines)
        where TMode : struct, ILaneMode
    {
        bool isPlain = !TMode.IsBlanks && !TMode.IsQuoted && !TMode.IsCrLf && bytes.Delimiter == '\t'
            && bytes.Quote < LeastPlain && bytes.Comment < LeastPlain;
        if (isPlain)
        {
            ushort* end = TabsAndLineEnds(text, length, ByteWord.Repeat(1), ByteWord.Packing, ends, out lines);
            if (end is not null)
            {
                return (int)(end - ends);
            }
        }

        byte* classes = stackalloc byte[256];
        Classify<TMode>(bytes, classes);
        ushort* last = Candidates(text, length, bytes, ends);
        return TMode.IsQuoted ? Quoted<TMode>(text, classes, starts, ends, last, ref length, out lines)
            : TMode.IsBlanks ? Runs<TMode>(text, classes, starts, ends, last, ref length, out lines)
            : Ends<TMode>(text, classes, ends, last, ref length, out lines);
    }

    // The positions of tabs and LFs; null if any other byte may matter. The parts of the constants are parameters, so that the
    // JIT keeps all constants in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ushort* TabsAndLineEnds(byte* text, int length, ulong ones, ulong pack, ushort* positions, out int lines)
    {
        ulong lowBits = ones * 0x7F;
        ulong highBits = ones * 0x80;
        ulong toLeastPlain = ones * (0x80 - LeastPlain);
        ulong toTab = ones * (0x80 - '\t');
        ulong toAbove = ones * (0x80 - '\n' - 1);
        ulong strange = 0;
        int lineCount = 0;
        for (int i = 0; i < length; i += BlockBytes)
        {
            ulong found = 0;
            for (byte* p = text + i + BlockBytes; p > text + i;)
            {
                p -= ByteWord.Bytes;
                ulong word = ByteWord.Load(p);
                ulong rest = word & lowBits;
                ulong bits = ~((rest + toLeastPlain) | word) & highBits;
                strange |= ((rest + toAbove) | ~(rest + toTab)) & bits;

                // The second bit is set in LF, not in tab.
                lineCount += BitOperations.PopCount((word << 6) & bits);
                found = (found << ByteWord.Bytes) | ((bits >> 7) * pack >> 56);
            }

            positions = CellPositions.Store(found, i, positions);
        }

        lines = lineCount;
        return strange == 0 ? positions : null;
    }

    private static void Classify<TMode>(in CellBytes bytes, byte* classes)
        where TMode : struct, ILaneMode
    {
        new Span<byte>(classes, 256).Clear();
        if (TMode.IsBlanks)
        {
            // Bytes below that are not blanks are rare: they are left to the general path.
            new Span<byte>(classes, LeastPlain).Fill(Odd);
            foreach (byte blank in " \t\n\v\f"u8)
            {
                classes[blank] = 0;
            }
        }

        classes[bytes.Delimiter] = CellEnd;
        classes[bytes.Quote] = TMode.IsQuoted ? (byte)(Odd | Quote) : Odd;
        classes[bytes.Comment] = Odd;
        classes[0] = Odd;
        classes['\n'] = TMode.IsCrLf ? (byte)0 : (byte)(CellEnd | LineEnd);
        classes['\r'] = TMode.IsCrLf ? (byte)(CellEnd | LineEnd) : Odd;
    }

    // The positions of all bytes that may matter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ushort* Candidates(byte* text, int length, in CellBytes bytes, ushort* positions)
    {
        ulong delimiter = ByteWord.Repeat(bytes.Delimiter);
        ulong quote = ByteWord.Repeat(bytes.Quote);
        ulong comment = ByteWord.Repeat(bytes.Comment);
        bool isDelimiterAbove = bytes.Delimiter >= LeastPlain;
        bool isMoreAbove = bytes.Quote >= LeastPlain || bytes.Comment >= LeastPlain;
        for (int i = 0; i < length; i += BlockBytes)
        {
            ulong found = 0;
            for (int k = 0; k < BlockBytes; k += ByteWord.Bytes)
            {
                ulong word = ByteWord.Load(text + i + k);
                ulong bits = ByteWord.FindBelow(word, LeastPlain);
                if (isDelimiterAbove)
                {
                    bits |= ByteWord.FindZero(word ^ delimiter);
                }

                if (isMoreAbove)
                {
                    bits |= ByteWord.FindZero(word ^ quote) | ByteWord.FindZero(word ^ comment);
                }

                found |= ByteWord.Pack(bits) << k;
            }

            positions = CellPositions.Store(found, i, positions);
        }

        return positions;
    }

    // Keeps the candidates that end a cell, in place, up to the first odd one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Ends<TMode>(byte* text, byte* classes, ushort* ends, ushort* last, ref int length, out int lines)
        where TMode : struct, ILaneMode
    {
        int lineCount = 0;
        ushort* end = ends;
        for (ushort* candidate = ends; candidate < last; candidate++)
        {
            ushort position = *candidate;
            int kind = Class<TMode>(text + position, classes);
            if (kind >= Odd)
            {
                length = position & -BlockBytes;
                break;
            }

            *end = position;
            end += kind & CellEnd;
            lineCount += kind >> 1;
        }

        lines = lineCount;
        return (int)(end - ends);
    }

    // The same where runs of blanks separate: a cell ends at the first blank of a run, the next starts behind the last.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Runs<TMode>(byte* text, byte* classes, ushort* starts, ushort* ends, ushort* last, ref int length, out int lines)
        where TMode : struct, ILaneMode
    {
        int lineCount = 0;
        ushort* end = ends;
        int next = 0;
        for (ushort* candidate = ends; candidate < last; candidate++)
        {
            ushort position = *candidate;
            int kind = Class<TMode>(text + position, classes);
            if (kind >= Odd)
            {
                length = position & -BlockBytes;
                break;
            }

            int isEnd = position > next ? 1 : 0;
            *starts = (ushort)next;
            *end = position;
            starts += isEnd;
            end += isEnd;
            next = position + 1;
            lineCount += kind >> 1;
        }

        // Where the next cell would start.
        *starts = (ushort)next;
        lines = lineCount;
        return (int)(end - ends);
    }

    // The same where cells may be in quotes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Quoted<TMode>(byte* text, byte* classes, ushort* starts, ushort* ends, ushort* last, ref int length, out int lines)
        where TMode : struct, ILaneMode
    {
        const int None = -1;
        int lineCount = 0;
        ushort* end = ends;
        int first = 0;
        int opened = None;
        int closed = None;
        for (ushort* candidate = ends; candidate < last; candidate++)
        {
            ushort position = *candidate;
            byte kind = classes[text[position]];
            bool isOdd;
            if (opened != None)
            {
                // Within quotes, all is text but what ends lines.
                isOdd = text[position] is 0 or (byte)'\n' or (byte)'\r';
                if ((kind & Quote) != 0)
                {
                    closed = position;
                    opened = None;
                }
            }
            else if ((kind & Quote) != 0)
            {
                isOdd = position != first;
                opened = position;
            }
            else
            {
                int found = Class<TMode>(text + position, classes);
                isOdd = found >= Odd || (closed != None && position != closed + 1);
                if ((found & CellEnd) != 0)
                {
                    bool isQuoted = closed != None;
                    *starts++ = (ushort)(isQuoted ? first + 1 : first);
                    *end++ = (ushort)(isQuoted ? closed : position);
                    first = position + (TMode.IsCrLf && (found & LineEnd) != 0 ? 2 : 1);
                    closed = None;
                    lineCount += found >> 1;
                }
            }

            if (isOdd)
            {
                length = position & -BlockBytes;
                break;
            }
        }

        lines = lineCount;
        return (int)(end - ends);
    }

    // Each CR must have its LF behind it, and no LF may be alone.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Class<TMode>(byte* candidate, byte* classes)
        where TMode : struct, ILaneMode
    {
        int kind = classes[*candidate];
        return TMode.IsCrLf && ((*candidate == '\r' && candidate[1] != '\n') || (*candidate == '\n' && candidate[-1] != '\r')) ? Odd : kind;
    }
}
