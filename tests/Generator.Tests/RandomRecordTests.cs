using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using SchemaToolkit.Generator.Tests.Support;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>Random records, declared, generated, compiled and loaded, are what numpy has: the dtype, every leaf's place,
/// and every leaf's value in random bytes. Declared by what numpy prints of them, they are the same.</summary>
public class RandomRecordTests
{
    private const int Count = 80;

    private const string Script = """
        import json
        def leaves(d, offset=0):
            if d.subdtype:
                base, shape = d.subdtype
                for i in range(int(np.prod(shape))): yield from leaves(base, offset + i * base.itemsize)
            elif d.names:
                for n in d.names: yield from leaves(d.fields[n][0], offset + d.fields[n][1])
            else: yield offset, d
        rng = np.random.default_rng(7)
        for line in sys.stdin.read().split('\n'):
            d = eval(line)
            raw = bytearray(rng.bytes(d.itemsize))
            values = []
            for offset, leaf in leaves(d):
                if leaf.kind == 'b': raw[offset] &= 1
                value = np.frombuffer(bytes(raw[offset:offset + leaf.itemsize]), leaf)
                values.append((value if leaf.byteorder != '>' else value.byteswap()).tobytes().hex())
            try: twin = str(eval('np.' + repr(d)).descr)
            except Exception as e: twin = None
            print(json.dumps({'Descr': str(d.descr), 'Size': d.itemsize, 'Alignment': d.alignment, 'Offsets': [o for o, _ in leaves(d)],
                'Bytes': bytes(raw).hex(), 'Values': values, 'Repr': repr(d), 'Twin': twin}))
        """;

    [Fact]
    public void AnyRecordIsWhatNumpyHas()
    {
        var random = new RandomRecords(20260301);
        (string CSharp, string Numpy)[] records = [.. Enumerable.Range(0, Count).Select(_ => random.Next())];
        Numpy[] numpy = [.. Run(Script, string.Join('\n', records.Select(static r => r.Numpy))).Split('\n').Select(static line => JsonSerializer.Deserialize<Numpy>(line)!)];
        Assert.Equal(Count, numpy.Length);

        IEnumerable<string> twins = numpy.Select(static (n, i) => $"[SchemaToolkit.SharedRecord({Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(n.Repr, true)})] public partial struct Twin{i};");
        Generated generated = Generated.From(random.Source, string.Join('\n', twins));
        Assert.DoesNotContain(generated.Diagnostics, static d => d.Severity > DiagnosticSeverity.Info);

        using var image = new MemoryStream();
        generated.Emits(image);
        image.Position = 0;
        var context = new AssemblyLoadContext("random records", isCollectible: true);
        try
        {
            Assembly assembly = context.LoadFromStream(image);
            for (int i = 0; i < Count; i++)
            {
                Invoke(nameof(CheckRecord), assembly.GetType(records[i].CSharp)!, numpy[i]);
                Invoke(nameof(CheckTwin), assembly.GetType($"Twin{i}")!, numpy[i]);
            }
        }
        finally
        {
            context.Unload();
        }
    }

    private static void CheckRecord<T>(Numpy numpy)
        where T : unmanaged, ISharedRecord<T>
    {
        Assert.Equal(numpy.Descr, T.Schema.NumpyDescr);
        Assert.Equal((numpy.Size, numpy.Size, numpy.Alignment), (T.Schema.Size, Unsafe.SizeOf<T>(), T.Schema.Alignment));
        Assert.Equal(numpy.Offsets, T.Schema.Leaves.Select(static l => l.Offset));
        T record = MemoryMarshal.Read<T>(Convert.FromHexString(numpy.Bytes));
        var visitor = new Values { Found = [] };
        Assert.True(T.Visit(ref visitor, ref record));
        Assert.Equal(numpy.Values, visitor.Found);
        Assert.Equal(record, MemoryMarshal.Read<T>(RecordBytes.Of(in record)));
        Assert.NotEmpty(record.ToString()!);
    }

    private static void CheckTwin<T>(Numpy numpy)
        where T : unmanaged, ISharedRecord<T>
    {
        Assert.Equal(T.Schema.Size, Unsafe.SizeOf<T>());
        Assert.Equal(numpy.Twin, T.Schema.NumpyDescr);
    }

    private static void Invoke(string method, Type record, Numpy numpy)
        => typeof(RandomRecordTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(record).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [numpy], null);

    private static string Run(string script, string input)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, input);
            return Python.Run($"sys.stdin = open(sys.argv[1], encoding='utf-8')\n{script}", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed record Numpy(string Descr, int Size, int Alignment, int[] Offsets, string Bytes, string[] Values, string Repr, string? Twin);

    // Each leaf's bytes, the least significant first.
    private struct Values : IFieldVisitor
    {
        public required List<string> Found;

        public readonly bool Value<T>(scoped ref T value)
            where T : unmanaged
        {
            Found.Add(typeof(T).IsGenericType
                ? (string)typeof(Values).GetMethod(nameof(Unswapped), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(typeof(T).GenericTypeArguments).Invoke(null, [value])!
                : Hex(value));
            return true;
        }

        public readonly bool Text(scoped Span<byte> bytes)
        {
            Found.Add(Convert.ToHexStringLower(bytes));
            return true;
        }

        private static string Unswapped<T>(BigEndian<T> value)
            where T : unmanaged
            => Hex(value.Value);

        private static string Hex<T>(T value)
            where T : unmanaged
            => Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
    }
}
