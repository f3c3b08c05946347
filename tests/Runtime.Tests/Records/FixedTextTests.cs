using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Records;

/// <summary>The S types: values that compare without throwing and convert only what fits.</summary>
public partial class FixedTextTests
{
    /// <summary>A length that is not among the ready-made ones.</summary>
    [FixedText(75)]
    public partial struct Title;

    /// <summary>Likewise, in UTF-32.</summary>
    [FixedText(7, TextEncoding.Utf32)]
    public partial struct Seven;

    /// <summary>Likewise.</summary>
    [FixedText(3, TextEncoding.Utf32)]
    public partial struct Three;

    [Fact]
    public void TextsOfTwoLengthsCompare()
    {
        S4 four = "chr1";
        S10 ten = "chr1";
        Title title = "chr1";
        Assert.True(four == ten && ten == four && title == four && ten == title);
        Assert.True(four.Equals(ten) && ten.Equals(title) && !(four != ten));
        ten = "chr10";
        Assert.True(four != ten && ten != four && !(ten == four) && !four.Equals(ten));
        Seven seven = "aé😀";
        Three three = "aé😀";
        Assert.True(seven == three && three == seven && three.Equals(seven));
        three = "aé";
        Assert.True(seven != three && three != seven);

        ReadOnlySpan<byte> bytes = four;
        Assert.True(bytes.SequenceEqual("chr1"u8));
        bytes = title;
        Assert.True(bytes.SequenceEqual("chr1"u8));
    }

    [Fact]
    public void ComparingNeverThrows()
    {
        S4 chr = "chr1";
        Assert.True(chr == "chr1" && chr == "chr1"u8 && chr == (S4)"chr1");
        Assert.True(chr != "chr2" && chr != "chr10" && chr != "chr10"u8 && chr != "chr" && chr != "" && chr != (string?)null);
        Assert.True(chr.Equals("chr1") && chr.Equals("chr1"u8) && chr.Equals((object)chr));
        Assert.False(chr.Equals("chr10") || chr.Equals("chr10"u8) || chr.Equals((string?)null) || chr.Equals((object)"chr1") || chr == default(S4));
        S4 empty = default;
        Assert.True(empty == "" && empty == ""u8 && empty == "\0\0" && empty != (string?)null);
    }

    [Fact]
    public void NullIsNoText()
    {
        string? none = null;
        Assert.Throws<ArgumentNullException>(() => (S4)none!);
        Assert.Throws<ArgumentNullException>(() => (Word)none!);
        S4 empty = default;
        Assert.True(empty != none && !empty.Equals(none) && default(Word) != none);
    }

    [Fact]
    public void TextsOfTwoLengthsCompareByTheirBytes()
    {
        S4 four = "chr1";
        S10 ten = "chr1";
        Assert.True(four == ten.AsSpan() && ten == four.AsSpan() && ten.Equals(four.AsSpan()));
        Span<byte> padded = [.. "chr1"u8, 0, 0, 0];
        Assert.True(four == (ReadOnlySpan<byte>)padded && four.StartsWith(padded));
        ten = "chr10";
        Assert.True(four != ten.AsSpan() && ten != four.AsSpan() && ten.StartsWith(four.AsSpan()) && !four.StartsWith(ten.AsSpan()));
    }

    [Theory]
    [InlineData("chr1", "chr", true)]
    [InlineData("chr1", "", true)]
    [InlineData("chr1", "chr1", true)]
    [InlineData("chr1", "chr10", false)]
    [InlineData("chr1", "Chr", false)]
    [InlineData("äb", "ä", true)]
    [InlineData("äb", "äbc", false)]
    [InlineData("", "a", false)]
    [InlineData("aa", "ä", false)]
    [InlineData("a", "aaaaaaaaaaaaaaaaaaaaaaaa", false)]
    public void WhatNewcomersAskOfText(string text, string start, bool expected)
    {
        S4 value = text;
        Word word = text;
        Assert.Equal(expected, value.StartsWith(start));
        Assert.Equal(expected, value.StartsWith(Encoding.UTF8.GetBytes(start)));
        Assert.Equal(expected, word.StartsWith(start));
        Assert.Equal((Encoding.UTF8.GetByteCount(text), text.Length), (value.Length, word.Length));
        Assert.True(value == text.AsSpan() && value.Equals(text.AsSpan()) && word == text.AsSpan());
        Assert.Equal(text == start, value == start.AsSpan());
    }

    [Fact]
    public void ConvertingThrowsWhatDoesNotFit()
    {
        string text = "chr10";
        ArgumentException error = Assert.Throws<ArgumentException>(() => (S4)text);
        Assert.Contains("\"chr10\" has 5 bytes; S4 holds 4", error.Message);
        Assert.Contains("S4.Truncate", error.Message);
        Assert.Throws<ArgumentException>(() => (S4)"chr10"u8);
        Assert.Throws<ArgumentException>(() => (S4)new string('ä', 3));
        Assert.Equal("ää", ((S4)"ää").ToString());
    }

    [Fact]
    public void TryFromAnswers()
    {
        Assert.True(S4.TryFrom("chr1", out S4 value) && value == "chr1");
        Assert.True(S4.TryFrom("chr1"u8, out value) && value == "chr1");
        Assert.False(S4.TryFrom("chr10", out value));
        Assert.True(value == "");
        Assert.False(S4.TryFrom("chr10"u8, out value));
        Assert.True(value == "");
    }

    [Theory]
    [InlineData("chr10", "chr1")]
    [InlineData("chr", "chr")]
    [InlineData("aää", "aä")]
    [InlineData("abcä", "abc")]
    [InlineData("ab€", "ab")]
    [InlineData("a😀", "a")]
    [InlineData("😀!", "😀")]
    public void TextIsCutBetweenCharacters(string text, string kept)
    {
        S4 value = S4.Truncate(text);
        Assert.Equal(kept, value.ToString());
        Assert.Equal(Encoding.UTF8.GetByteCount(kept), value.AsSpan().Length);
    }

    [Fact]
    public void BytesAreCutAnywhereAsNumpyDoes() => Assert.Equal([(byte)'a', (byte)'b', (byte)'c', 0xc3], S4.Truncate("abcä"u8).AsSpan().ToArray());

    [Fact]
    public void ANulInsideBelongsToTheText()
    {
        S4 value = "a\0b";
        Assert.Equal("a\0b", value.ToString());
        Assert.Equal(3, value.AsSpan().Length);
        Assert.True(value == "a\0b" && value != "a" && value == "a\0b\0");
    }

    [Fact]
    public void OrderIsThatOfNumpy()
    {
        string[] names = ["chr1", "chr10", "chr2", "chrX", "", "a\0b", "a", "ä", "z", "Z"];
        S5[] sorted = [.. names.Select(static n => (S5)n).Order()];
        string numpy = Python.Run("print(' '.join(x.hex() or '-' for x in sorted(np.array([bytes.fromhex(h) for h in sys.argv[1:]], 'S5').tolist())))", [.. names.Select(static n => Convert.ToHexString(Encoding.UTF8.GetBytes(n)))]);
        Assert.Equal(numpy, string.Join(' ', sorted.Select(static s => s.AsSpan().IsEmpty ? "-" : Convert.ToHexStringLower(s.AsSpan()))));
        Assert.True((S5)"a" < (S5)"b" && (S5)"b" > (S5)"a" && (S5)"a" <= (S5)"a" && (S5)"a" >= (S5)"a");
    }

    [Fact]
    public void ValuesAreKeys()
    {
        var counts = new Dictionary<S10, int> { ["chr1"] = 1, ["chr2"] = 2 };
        Assert.Equal(2, counts["chr2"]);
        Assert.False(counts.ContainsKey("chr3"));
        Assert.Equal(2, new[] { (S10)"a", (S10)"b", (S10)"a" }.Distinct().Count());
    }

    [Fact]
    public void ALengthOfOnesOwn()
    {
        Title title = "On the Origin of Species";
        Assert.Equal("On the Origin of Species", title.ToString());
        Assert.Equal(75, FixedText.Padded(in title).Length);
        Assert.Throws<ArgumentException>(() => (Title)new string('x', 76));
    }

    [Fact]
    public void Utf32TextsAreValuesToo()
    {
        Word word = "naïve";
        Assert.True(word == "naïve" && word.Equals("naïve") && word != "naive" && word != "naïveté" && word != (string?)null && !word.Equals((object)"naïve"));
        Assert.Equal(5, word.AsSpan().Length);
        Assert.Equal("😀😀😀😀😀", Word.Truncate("😀😀😀😀😀😀").ToString());
        Assert.False(Word.TryFrom("naïvet", out word));
        Assert.True(word == "");
        string text = "naïveté";
        Assert.Contains("5 that Word holds", Assert.Throws<ArgumentException>(() => (Word)text).Message);
        Assert.Equal(["", "Z", "a", "a\0b", "z", "ä", "\uffff", "😀"], new[] { "😀", "\uffff", "z", "a\0b", "ä", "a", "Z", "" }.Select(static t => (Word)t).Order().Select(static w => w.ToString()));
        Assert.Equal(2, new HashSet<Word> { "a", "b", "a" }.Count);
        Assert.True((Word)"a" < (Word)"b" && (Word)"b" >= (Word)"a");
    }

    [Fact]
    public void BytesThatAreNotUtf8AreKept()
    {
        Assert.True(S3.TryFrom([0xff, 0x41], out S3 value));
        Assert.Equal([0xff, 0x41], value.AsSpan().ToArray());
        Assert.Equal("\ufffdA", value.ToString());
    }

    [Fact]
    public void AnyTextComesBackOrIsRefused()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        {
            text = (text ?? "").TrimEnd('\0');
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            bool fits = S16.TryFrom(text, out S16 value);
            string cut = S16.Truncate(text).ToString();
            return fits == utf8.Length <= 16
                && fits == S16.TryFrom(utf8, out S16 same)
                && (!fits || (value.AsSpan().SequenceEqual(utf8) && value == text && value == same && value.GetHashCode() == same.GetHashCode() && value.CompareTo(same) == 0))
                && (fits || value == "")
                && Encoding.UTF8.GetString(utf8).StartsWith(cut, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }
}
