using System.Globalization;
using System.Text.RegularExpressions;

namespace SchemaToolkit.Package.Tests;

/// <summary>A piece of code in a page.</summary>
/// <param name="Line">The line of the page in which it begins, from 1.</param>
/// <param name="IsOtherSide">Whether nothing stands between it and one of the same language before it.</param>
internal sealed record CodeBlock(string Page, string Language, string Text, int Line, bool IsOtherSide)
{
    /// <summary>A type, not statements.</summary>
    public bool IsDeclaration => Regex.IsMatch(Text, @"\A(using [\w.]+;\s+)*\[");
}

/// <summary>The code of README and docs, made one program: each block is a method. A block with an ellipsis is not a program but part
/// of a generated file, which <c>DocsTests</c> looks up.</summary>
internal static partial class Pages
{
    // What the text says of the things that a page speaks of, said in code: before a block, and behind it.
    private static readonly (string In, string Before, string After)[] _around =
    [
        ("// text -> records -> text", "", """Console.WriteLine($"{sites.Length} {big.Count} {methylated} {all.Length} {CpgSiteByDtype.Schema.Equals(CpgSite.Schema)}");"""),
        ("methylated +=", "", """Console.WriteLine($"methylated {methylated}");"""),
        ("AliasForPython", "", """"
            using (Process python = Python("""
            import sys
            import numpy as np
            from multiprocessing.shared_memory import SharedMemory
            dtype = [('chr', 'S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')]
            {alias}
            sites['c'][999_999] = 42
            print('ready', flush=True)
            sys.stdin.read()
            del sites
            shm.close()
            """))
            {
                End(python);
            }

            Console.WriteLine($"Python wrote {Page.array.Records[999_999].C}");
            """"),
        ("OpenRaw", """"
            using Process python = Python("""
            import sys
            from multiprocessing.shared_memory import SharedMemory
            shm = SharedMemory(name='psm_1a2b3c4d', create=True, size=26000)
            shm.buf[18] = 7
            print('ready', flush=True)
            sys.stdin.read()
            shm.unlink()
            """);
            """", """
            Console.WriteLine($"Python's {array.Records[0].C}");
            End(python);
            """),
    ];

    /// <summary>README and all pages of docs.</summary>
    public static string[] Files { get; } =
        ["README.md", .. Directory.GetFiles(Path.Combine(PackedPackage.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(PackedPackage.Root, path)).Order(StringComparer.Ordinal)];

    /// <summary>The pages that have statements in C#.</summary>
    public static string[] All { get; } = [.. Files.Where(static page => Runnable(page).Length > 0)];

    /// <summary>The blocks of a page in a language.</summary>
    public static CodeBlock[] Of(string page, string language)
    {
        string[] lines = File.ReadAllLines(Path.Combine(PackedPackage.Root, page));
        var blocks = new List<CodeBlock>();
        int last = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() != $"```{language}")
            {
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, static line => line.Trim() == "```");
            bool isOtherSide = last >= 0 && lines[(last + 1)..i].All(string.IsNullOrWhiteSpace);
            blocks.Add(new CodeBlock(page, language, string.Join('\n', lines[(i + 1)..end]) + "\n", i + 2, isOtherSide));
            (last, i) = (end, end);
        }

        return [.. blocks];
    }

    /// <summary>The blocks that are statements, in the order in which the program counts them.</summary>
    public static CodeBlock[] Runnable(string page) => [.. Of(page, "csharp").Where(static block => !IsExcerpt(block) && !block.IsDeclaration)];

    /// <summary>What the page says that its program prints: comments behind lines that print.</summary>
    public static string[] Printed(string page)
        => [.. Runnable(page).SelectMany(static block => PrintedComment().Matches(block.Text)).Select(static match => match.Groups[1].Value)];

    /// <summary>The widths of the name in README's record that it takes to read a real file, by what the errors say.</summary>
    public static int[] Widths { get; } = [10, 14, 27];

    /// <summary>Writes the program into a folder.</summary>
    public static void Write(string folder)
    {
        // Names that all programs of the machine see.
        string own = Guid.NewGuid().ToString("N")[..12];
        string Owned(string text) => text.Replace("work-for-python", $"work-for-python-{own}", StringComparison.Ordinal).Replace("psm_1a2b3c4d", $"psm_{own}", StringComparison.Ordinal);

        Directory.CreateDirectory(folder);
        var list = new List<string>();
        foreach (int width in Widths)
        {
            File.WriteAllText(Path.Combine(folder, $"First{width}.cs"), FirstLines($"First{width}", width));
            list.Add($"new(\"README.md by S{width}\", false, false, First{width}.Code.Run),");
        }

        foreach (CodeBlock block in Files.SelectMany(static page => Of(page, "csharp")).Where(static block => !IsExcerpt(block)))
        {
            string name = $"{Path.GetFileNameWithoutExtension(block.Page).Replace("-", "", StringComparison.Ordinal)}{block.Line}";
            string directives = string.Concat(Using().Matches(block.Text).Select(static match => $"{match.Value}\n"));
            string line = string.Create(CultureInfo.InvariantCulture, $"#line {block.Line} \"{block.Page}\"");

            // The record of README is the one that all pages have.
            string text = Using().Replace(block.Text, "");
            string source = block switch
            {
                { IsDeclaration: true, Page: "README.md" } => $"{line}\n{text}",
                { IsDeclaration: true } => $"namespace {name} {{\n{line}\n{text}\n}}",
                _ => Method(block, name, line, text),
            };
            File.WriteAllText(Path.Combine(folder, $"{name}.cs"), Owned($"using System.Diagnostics;\n{directives}\n{source}"));
            if (!block.IsDeclaration)
            {
                bool isProgram = block.Text.Contains("RecordWorkers.IsWorker", StringComparison.Ordinal);
                list.Add($"new(\"{block.Page}\", {(isProgram ? "true" : "false")}, {(block.IsOtherSide ? "true" : "false")}, {name}.Run),");
            }
        }

        File.WriteAllText(Path.Combine(folder, "Blocks.cs"), $"internal static class Blocks\n{{\n    public static Block[] All {{ get; }} =\n    [\n{string.Join('\n', list)}\n    ];\n}}\n");
    }

    // README's record with a name of another width, and the line that reads it.
    private static string FirstLines(string name, int width)
    {
        CodeBlock[] blocks = Of("README.md", "csharp");
        IEnumerable<string> lines = blocks.Single(static block => block.Text.StartsWith("// text -> records", StringComparison.Ordinal)).Text.Split('\n').Skip(1).Take(2);
        return $$"""
            namespace {{name}};
            {{Using().Replace(blocks[0].Text, "").Replace("S10", $"S{width}", StringComparison.Ordinal)}}
            internal static class Code
            {
            public static Task<int> Run()
            {
            try
            {
            {{string.Join('\n', lines)}}
            Console.WriteLine(sites.Length);
            }
            catch (RecordTextException e)
            {
            Console.WriteLine(e.Message);
            }
            return Task.FromResult(0);
            }
            }
            """;
    }

    private static string Method(CodeBlock block, string name, string line, string text)
    {
        (string before, string after) = ("", "");
        foreach ((string part, string prefix, string suffix) in _around.Where(around => block.Text.Contains(around.In, StringComparison.Ordinal)))
        {
            string alias = part == "AliasForPython" ? Of(block.Page, "python").Single(static b => b.Text.Contains("SharedMemory(", StringComparison.Ordinal)).Text : "";
            before += prefix;
            after += suffix.Replace("{alias}", alias.TrimEnd(), StringComparison.Ordinal);
        }

        string end = Regex.IsMatch(text, "^return ", RegexOptions.Multiline) ? "" : "return 0;";
        return $$"""
            internal sealed class {{name}} : Page
            {
            public static async Task<int> Run()
            {
            await Task.Yield();
            {{before}}
            {{line}}
            {{text}}
            #line default
            {{after}}
            {{end}}
            }
            }
            """;
    }

    private static bool IsExcerpt(CodeBlock block) => block.Text.Contains('…', StringComparison.Ordinal);

    [GeneratedRegex(@"Console\.WriteLine\(.*\);\s+// (.+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedComment();

    [GeneratedRegex(@"^using [\w.]+;$", RegexOptions.Multiline)]
    private static partial Regex Using();
}
