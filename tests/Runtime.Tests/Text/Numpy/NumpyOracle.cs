using System.Text;
using SchemaToolkit.Tests.Support;

namespace SchemaToolkit.Tests.Text;

/// <summary>Real <c>np.loadtxt</c>, many texts in one process; warnings of deprecation are errors, as in NumPy 2.3.</summary>
internal static class NumpyOracle
{
    private const string Script = """
        import json, tempfile, warnings
        warnings.simplefilter('error', DeprecationWarning)
        warnings.filterwarnings('ignore', message='.*input contained no data.*')
        warnings.filterwarnings('ignore', message='.*overflow encountered.*')
        # NumPy 1 says that times with a zone will be refused; NumPy 2 still converts them, with another warning.
        warnings.filterwarnings('ignore', message='.*timezone.*')
        with open(sys.argv[1]) as f: cases = json.load(f)
        answers = []
        path = sys.argv[1] + '.txt'
        for case in cases:
            with open(path, 'wb') as f: f.write(bytes.fromhex(case['text']))
            arguments = {k: v for k, v in case['arguments'].items()}
            try:
                a = np.loadtxt(path, dtype=np.dtype([tuple(x) for x in case['dtype']]), encoding='utf-8', ndmin=1, **arguments)
                answers.append(a.tobytes().hex())
            except Exception as e:
                answers.append(None)
        with open(sys.argv[2], 'w') as f: json.dump(answers, f)
        """;

    /// <summary>The arrays' bytes; <see langword="null"/> where numpy refuses.</summary>
    /// <param name="cases">Each a text, a dtype's descr as JSON, and the arguments as JSON.</param>
    public static byte[]?[] LoadText(IReadOnlyList<(byte[] Text, string DtypeJson, string ArgumentsJson)> cases)
    {
        using var directory = new TempDirectory();
        var json = new StringBuilder("[");
        foreach ((byte[] text, string dtype, string arguments) in cases)
        {
            json.Append(json.Length > 1 ? "," : "").Append($$"""{"text":"{{Convert.ToHexString(text)}}","dtype":{{dtype}},"arguments":{{arguments}}}""");
        }

        Python.Run(Script, directory.Write("cases.json", json.Append(']').ToString()), directory["answers.json"]);
        string?[] answers = System.Text.Json.JsonSerializer.Deserialize<string?[]>(File.ReadAllText(directory["answers.json"]))!;
        return [.. answers.Select(static answer => answer is null ? null : Convert.FromHexString(answer))];
    }

    /// <summary>A record's dtype as JSON: numpy's descr.</summary>
    public static string Dtype<T>()
        where T : unmanaged, ISharedRecord<T>
        => T.Schema.NumpyDescr.Replace("'", "\"").Replace('(', '[').Replace(')', ']');
}
