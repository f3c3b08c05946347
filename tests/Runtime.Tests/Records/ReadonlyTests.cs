using System.Runtime.CompilerServices;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Records;

/// <summary>Text that is a readonly struct.</summary>
[FixedText(75)]
public readonly partial struct ReadonlyTitle;

/// <summary>UTF-32 text that is a readonly struct.</summary>
[FixedText(5, TextEncoding.Utf32)]
public readonly partial struct ReadonlyWord;

/// <summary>A readonly record that its dtype declares.</summary>
[SharedRecord("chr S10, pos i4, flag ?, more (2,)f4")]
public readonly partial struct ReadonlySite;

/// <summary>A readonly record of readonly text.</summary>
[SharedRecord]
public readonly partial struct ReadonlyBook
{
    public readonly ReadonlyTitle Title;
    public readonly byte Kind;
    public readonly ReadonlyWord Word;
    public readonly ReadonlySite Site;
}

/// <summary>Readonly records and texts are laid out, copied, read and written as any others.</summary>
public class ReadonlyTests
{
    [Fact]
    public void TextHasItsWholeSize()
    {
        Assert.Equal((75, 20), (Unsafe.SizeOf<ReadonlyTitle>(), Unsafe.SizeOf<ReadonlyWord>()));
        ReadonlyTitle title = new string('x', 74) + "y";
        ReadonlyTitle copy = title;
        object boxed = copy;
        Assert.Equal(title, Through((ReadonlyTitle)boxed));
        Assert.Equal(new string('x', 74) + "y", ((ReadonlyTitle)boxed).ToString());
        ReadonlyWord word = "naïve";
        Assert.Equal(("naïve", 5), (Through(word).ToString(), Through(word).Length));
        S10 short1 = "xx";
        ReadonlyTitle short2 = "xx";
        Assert.True(short1 == short2.AsSpan() && short2 == short1.AsSpan() && short2 != title && short2 < title);
        Assert.Throws<ArgumentException>(() => (ReadonlyTitle)new string('x', 76));
    }

    [Fact]
    public void RecordsGoEveryWay()
    {
        using var directory = new TempDirectory();
        var site = default(ReadonlySite);
        ReadonlyBook[] books = [.. Enumerable.Range(0, 100).Select(i => new ReadonlyBook($"title {i}", (byte)i, "ab", site))];
        RecordNpy.Save(directory["a.npy"], books);
        Assert.Equal("[('title', '|S75'), ('kind', '|u1'), ('word', '<U5'), ('site', [('chr', '|S10'), ('pos', '<i4'), ('flag', '|b1'), ('more', '<f4', (2,))])] b'title 99' ab", Python.Run("a = np.load(sys.argv[1]); print(a.dtype.descr, a['title'][99], a['word'][0])", directory["a.npy"]));
        Assert.Equal(books, RecordNpy.Load<ReadonlyBook>(directory["a.npy"]));
        RecordText.Write(directory["a.tsv"], books, TextOptions.Tsv);
        Assert.Equal(books, RecordText.Read<ReadonlyBook>(directory["a.tsv"], TextOptions.Tsv));
        Assert.Equal("title 7", books.Columns.Title[7].ToString());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Through<T>(T value) => value;
}
