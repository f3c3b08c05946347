using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SchemaToolkit.Benchmarks;

/// <summary>Work of a peer, in a process of its own that waits for a command a line, and answers with a line of numbers.</summary>
internal sealed class PeerSide : Side
{
    private const int NotInstalled = 69;

    private readonly Peer _peer;
    private readonly Process _process;

    private PeerSide(Peer peer, RecordSchema schema, string path, TextOptions options, string? output = null, params string[] others)
        : base(output)
    {
        _peer = peer;
        string[] arguments =
        [
            .. peer.Command[1..],
            Path.Combine(AppContext.BaseDirectory, peer.Script),
            peer.Name,
            $"path={path}",
            $"fields={string.Join(", ", schema.Leaves.Select(static leaf => $"{leaf.Name} {leaf.Type.NumpyType.TrimStart('<', '|')}"))}",
            $"delimiter={options.Delimiter}",
            $"columns={string.Join(',', options.Columns ?? [])}",
            $"nulls={string.Join(',', options.NullValues)}",
            $"threads={options.DegreeOfParallelism}",
            .. others,
        ];
        try
        {
            _process = Process.Start(new ProcessStartInfo(peer.Command[0], arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (Win32Exception)
        {
            throw new PeerMissingException(peer);
        }
    }

    /// <summary>What is in the file that the peer wrote; nothing where it reads and tells itself.</summary>
    private Func<Content>? Written { get; init; }

    public static Side Read<T>(Peer peer, string path, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
        => new PeerSide(peer, T.Schema, path, options);

    /// <summary>Writes what one file holds to another, fresh each time.</summary>
    public static Side Write<T>(Peer peer, string path, string to, string format, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
        => new PeerSide(peer, T.Schema, path, options, to, $"to={to}", $"format={format}") { Written = () => Content.OfFile<T>(to, options) };

    public override Content Check()
    {
        if (Written is not null)
        {
            Run();
            return Written();
        }

        double[] answer = Ask("check");
        return new Content((long)answer[0], answer[1..]);
    }

    public override Cost Run()
    {
        DeleteOutput();
        double[] answer = Ask("run");
        return new Cost(answer[0], answer[1]);
    }

    /// <summary>Ends the peer, which leaves when there are no more commands.</summary>
    public override void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        base.Dispose();
    }

    private double[] Ask(string command)
    {
        try
        {
            _process.StandardInput.WriteLine(command);
        }
        catch (IOException)
        {
            // It is gone already; what it left with says why.
        }

        if (_process.StandardOutput.ReadLine() is { } answer)
        {
            return [.. answer.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static number => double.Parse(number, CultureInfo.InvariantCulture))];
        }

        _process.WaitForExit();
        throw _process.ExitCode == NotInstalled
            ? new PeerMissingException(_peer)
            : new InvalidOperationException($"{_peer.Name} ended with {_process.ExitCode} in place of an answer.");
    }
}
