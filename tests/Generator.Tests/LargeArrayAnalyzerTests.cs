using SchemaToolkit.Generator.Analyzers;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>An array of records that are too large for arrays is reported where it is made.</summary>
public class LargeArrayAnalyzerTests
{
    [Theory]
    [InlineData("_ = RecordText.Read<Grid>(\"x\", TextOptions.Tsv);", "STK0022 'RecordText.Read<Grid>(\"x\", TextOptions.Tsv)'", "RecordText.Load")]
    [InlineData("_ = RecordNpy.Load<Grid>(\"x\");", "STK0022 'RecordNpy.Load<Grid>(\"x\")'", "RecordNpy.Map")]
    [InlineData("_ = dataset.ReadAll();", "STK0022 'dataset.ReadAll()'", "Read into a span")]
    [InlineData("_ = new Grid[3];", "STK0022 'new Grid[3]'", "RecordText.Load")]
    [InlineData("Grid[] a = [default];", "STK0022 '[default]'", "RecordText.Load")]
    [InlineData("_ = new List<Grid>();", "STK0022 'new List<Grid>()'", "a segment")]
    [InlineData("_ = span.ToArray();", "STK0022 'span.ToArray()'", "the span itself")]
    public void AnArrayOfLargeRecordsIsReported(string code, string expected, string wayOut)
    {
        var diagnostic = Analyze(code).Single();
        Assert.Equal(expected, Generated.At(diagnostic));
        Assert.Contains(wayOut, diagnostic.GetMessage());
        Assert.Contains("65,540 bytes", diagnostic.GetMessage());
    }

    [Theory]
    [InlineData("_ = RecordText.Load<Grid>(\"x\", TextOptions.Tsv);")]
    [InlineData("_ = new Small[3]; _ = RecordText.Read<Small>(\"x\", TextOptions.Tsv);")]
    [InlineData("Grid one = default; _ = one.Id; _ = RecordNpy.Map<Grid>(\"x\");")]
    [InlineData("_ = new string[3]; _ = new Row[2];")]
    public void AllElseIsNot(string code) => Assert.Empty(Analyze(code));

    private static IEnumerable<Microsoft.CodeAnalysis.Diagnostic> Analyze(string code)
    {
        Generated generated = Generated.From($$"""
            using System;
            using System.Collections.Generic;
            using System.Runtime.CompilerServices;
            using SchemaToolkit;
            [SharedRecord] public partial struct Grid { public int Id; public Row Values; }
            [SharedRecord] public partial struct Small { public int Id; }
            [InlineArray(16384)] public struct Row { private float _first; }
            class User
            {
                void Method(Hdf5Dataset<Grid> dataset, ReadOnlySpan<Grid> span)
                {
                    {{code}}
                }
            }
            """);
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Id is not ("CS0219" or "CS1591"));
        return generated.Analyze(new LargeArrayAnalyzer());
    }
}
