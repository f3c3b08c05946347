using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SchemaToolkit.Tests.Workers;

/// <summary>The lines that workers and their parent write to each other.</summary>
public class MessageTests
{
    [Fact]
    public void AnyTextIsOneFieldOfOneLine() => Prop.ForAll<string?[], long>(CheckFields).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("answer")]
    [InlineData("unknown\t")]
    [InlineData("hello\t6\t")]
    [InlineData("progress\t1\t2\t")]
    [InlineData("progress\t1\t2\tx\t3\t")]
    [InlineData("hello\tx\ta\t1\tb\t")]
    [InlineData("hello\t99999999999\t")]
    [InlineData("taken\t\\N\t")]
    [InlineData("taken\t\\x\t")]
    [InlineData("taken\t1\\\t")]
    [InlineData("answer\t1\t2\t0\t1\t0\t1\t0\t0\t0\t2000000000\t")]
    [InlineData("answer\t1\t2\t0\t1\t0\t1\t0\t0\t0\t-1\t")]
    public void ADamagedMessageIsAnError(string fields)
        => Assert.Throws<IOException>(() => WorkerMessage.Read(WorkerMessage.Prefix("token") + fields, "token"));

    [Fact]
    public void AnotherProtocolIsToldWhateverFollows()
        => Assert.Equal(99, WorkerMessage.Read(WorkerMessage.Prefix("token") + "hello\t99\tanything", "token").Hello!.Protocol);

    private static void CheckFields(string?[] fields, long number)
    {
        string?[] valid = [.. fields.Append("\\N").Append("").Append("\t\r\n\\").Append(null).Select(static field => field is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(field)))];
        var line = new MessageWriter("start");
        foreach (string? field in valid)
        {
            line.Add(field);
        }

        string written = Encoding.UTF8.GetString(line.Add(number).Add((long?)null).ToLine());
        Assert.Equal(written.Length - 1, written.IndexOfAny(['\n', '\r']));
        var read = new MessageReader(written[..^1], "start".Length);
        Assert.Equal(valid, valid.Select(_ => read.ReadTextOrNull()));
        Assert.Equal(number, read.ReadLong());
        Assert.Null(read.ReadLongOrNull());
        Assert.Throws<IOException>(() => read.ReadTextOrNull());
    }
}
