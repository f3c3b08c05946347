using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SchemaToolkit.Benchmarks;

/// <summary>A side whose work a peer does, in another process. The peer answers each line, a command, with a line of numbers.</summary>
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
            var start = new ProcessStartInfo(peer.Command[0], arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new PeerMissingException(peer);
        }
    }

    /// <summary>Gives the content of the file that the peer wrote; <see langword="null"/> when the peer reads.</summary>
    private Func<Content>? Written { get; init; }

    public static Side Read<T>(Peer peer, string path, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
        => new PeerSide(peer, T.Schema, path, options);

    /// <summary>Writes the records of one file to another, which is new each time.</summary>
    public static Side Write<T>(Peer peer, string path, string to, string format, TextOptions options)
        where T : unmanaged, ISharedRecord<T>
        => new PeerSide(peer, T.Schema, path, options, to, $"to={to}", $"format={format}")
        {
            Written = () => Content.OfFile<T>(to, options),
        };

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

    /// <summary>Ends the peer, which exits when there are no more commands.</summary>
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
            // The peer has already ended; its exit code says why.
        }

        if (_process.StandardOutput.ReadLine() is { } answer)
        {
            string[] numbers = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return [.. numbers.Select(static number => double.Parse(number, CultureInfo.InvariantCulture))];
        }

        _process.WaitForExit();
        throw _process.ExitCode == NotInstalled
            ? new PeerMissingException(_peer)
            : new InvalidOperationException($"{_peer.Name} ended with {_process.ExitCode} instead of an answer.");
    }
}
