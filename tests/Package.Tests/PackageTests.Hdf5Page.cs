using System.Text.RegularExpressions;

namespace SchemaToolkit.Package.Tests;

/// <content>What the page about HDF5 shows, run in both languages.</content>
public sealed partial class PackageTests
{
    private const string PageRows = """
        import os, sys, h5py, numpy as np
        os.chdir(sys.argv[1])
        sites = np.zeros(1000, [('chr', 'S10'), ('pos', '<i4'), ('pct', '<f4'), ('c', '<i4'), ('t', '<i4')])
        i = np.arange(1000)
        sites['chr'] = np.char.add('chr', (1 + i % 22).astype(str)); sites['pos'] = i * 7; sites['pct'] = i % 101 / 4; sites['c'] = i % 60; sites['t'] = i % 7

        """;

    // The same datasets, types, rows and attributes.
    private const string PageComparison = """
        def content(path):
            found = {}
            with h5py.File(path) as f:
                found['/'] = dict(f.attrs)
                f.visititems(lambda name, o: found.update({name: (dict(o.attrs), o.dtype, o[:].tobytes(), o.chunks, o.compression, o.shuffle, o.is_virtual) if isinstance(o, h5py.Dataset) else dict(o.attrs)}))
            return repr(sorted(found.items()))
        files = sorted(name for name in os.listdir('.') if name.endswith('.h5'))
        assert len(files) > 5, files
        for name in files: assert content(name) == content(os.path.join(sys.argv[2], name)), name
        print(*files)
        """;

    [Fact]
    public void TheHdf5PageRunsInBothLanguagesAndMakesTheSameFiles()
    {
        string page = File.ReadAllText(Path.Combine(PackedPackage.Root, "docs/hdf5.md"));
        string[] ours = Blocks(page, "csharp");
        string[] theirs = Blocks(page, "python");
        Assert.Equal(ours.Length, theirs.Length);
        Assert.InRange(ours.Length, 12, int.MaxValue);

        string python = Directory.CreateDirectory(Folder("python")).FullName;
        Script("rows.py", PageRows + """
            sites.tofile('rows')
            with open('sample1.tsv', 'w') as f:
                for r in sites: print(r['chr'].decode(), r['pos'], r['pct'], r['c'], r['t'], sep='\t', file=f)
            with h5py.File('other.h5', 'w') as f: f['study/extra'] = sites[:3]
            """, python);
        string project = Project("hdf5page", $$"""
            using SchemaToolkit;
            CpgSite[] sites = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, CpgSite>(File.ReadAllBytes("rows"))];
            var buffer = new CpgSite[10];
            long methylated = 0;
            {{string.Concat(ours.Select(static block => block.Contains("CopyFrom", StringComparison.Ordinal) ? $"using (RecordHdf5 other = RecordHdf5.OpenRead(\"other.h5\"))\n{{\n{block}}}\n" : block))}}
            Console.WriteLine(methylated);

            [SharedRecord]
            public partial struct CpgSite
            {
                public S10 Chr;
                public int Pos;
                public float Pct;
                public int C;
                public int T;
            }
            """, "<clear />");
        foreach (string file in new[] { "rows", "sample1.tsv", "other.h5" })
        {
            File.Copy(Path.Combine(python, file), Path.Combine(project, file));
        }

        string output = Shell.Run(project, "dotnet", "run", "-c", "Release");
        string script = PageRows + "buffer = np.zeros(10, sites.dtype)\nother = h5py.File('other.h5')\n" + string.Join('\n', theirs) + "\nother.close()\nprint(methylated)\n";
        Assert.Equal(output.Split('\n')[^1], Script("page.py", script, python).Split('\n')[^1]);
        Assert.Contains("cohort.h5", Script("compare.py", PageRows + PageComparison, python, project));
    }

    private string Script(string name, string text, params string[] arguments)
    {
        string path = Folder(name);
        File.WriteAllText(path, text);
        return Shell.Run(_package.Directory, Environment.GetEnvironmentVariable("SCHEMATOOLKIT_PYTHON") ?? "/usr/bin/python3", ["-W", "ignore", path, .. arguments]);
    }

    private static string[] Blocks(string page, string language)
        => [.. Regex.Matches(page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(static match => match.Groups[1].Value)];
}
