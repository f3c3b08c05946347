using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SchemaToolkit.Generator.Analyzers;
using SchemaToolkit.Generator.Tests.Support;

namespace SchemaToolkit.Generator.Tests;

/// <summary>Misuse of the runtime is reported where it is written, and right use is not.</summary>
public class MisuseAnalyzerTests
{
    [Theory]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(site);", "SharedRecords.Create<Site>()")]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(\"chr1\", 1);", "SharedRecords.Create<Site>()")]
    [InlineData("using SharedRecordWriter<Site> w = SharedRecords.Create<Site>(); w.Add(site); if (flag) w.Publish().Dispose();", "SharedRecords.Create<Site>()")]
    [InlineData("using (var w = SharedRecords.Create<Site>()) { foreach (Site s in sites) w.Add(s); if (flag) return; w.Publish().Dispose(); }", "SharedRecords.Create<Site>()")]
    [InlineData("using RecordHdf5 f = RecordHdf5.Create(\"x\"); f.Write(\"a\", sites);", "RecordHdf5.Create(\"x\")")]
    [InlineData("using RecordHdf5 f = RecordHdf5.Edit(\"x\"); f.Attributes.Set(\"a\", 1); f.Write(\"a\", sites); if (flag) { return; } f.Complete();", "RecordHdf5.Edit(\"x\")")]
    [InlineData("using RecordHdf5 f = RecordHdf5.Create(\"x\"); try { f.Write(\"a\", sites); } finally { Console.WriteLine(); }", "RecordHdf5.Create(\"x\")")]
    [InlineData("using RecordHdf5 f = RecordHdf5.Create(\"x\"); f.Load<Site>(\"a\", \"b\", TextOptions.Tsv); switch (sites.Length) { case 1: f.Complete(); break; default: break; }", "RecordHdf5.Create(\"x\")")]
    [InlineData("using var s = SharedRecords.CreateStream<Site>(name: \"x\", new StreamOptions()); s.Add(sites);", "SharedRecords.CreateStream<Site>(name: \"x\", new StreamOptions())")]
    [InlineData("using var s = SharedRecords.CreateStream<Site>(name: \"x\", new StreamOptions()); for (int i = 0; i < 3; i++) { s.Add(sites); } if (!flag) s.Complete();", "SharedRecords.CreateStream<Site>(name: \"x\", new StreamOptions())")]
    public void WhatIsNotCompletedIsReported(string code, string at)
        => Assert.Equal([$"STK0024 '{at}'"], Analyze(code, new CompletionAnalyzer()));

    [Theory]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(site); using var s = w.Publish();")]
    [InlineData("using var w = SharedRecords.Create<Site>(); if (flag) return; w.Add(site); w.Publish().Dispose();")]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(site); if (flag) { w.Dispose(); return; } w.Publish().Dispose();")]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(site); if (flag) throw new Exception(); w.Publish().Dispose();")]
    [InlineData("using var w = SharedRecords.Create<Site>(); try { w.Add(site); w.Publish().Dispose(); } catch (IOException) { Console.WriteLine(); }")]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(site); Finish(w);")]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(site); Action done = () => w.Publish(); done();")]
    [InlineData("var w = SharedRecords.Create<Site>(); w.Add(site); _kept = w;")]
    [InlineData("using RecordHdf5 f = RecordHdf5.Create(\"x\"); while (flag) { f.Write(\"a\", sites); } f.Complete();")]
    [InlineData("using RecordHdf5 f = RecordHdf5.OpenRead(\"x\"); f.Read<Site>(\"a\");")]
    [InlineData("using RecordHdf5 f = RecordHdf5.Create(\"x\"); if (flag) { f.Write(\"a\", sites); f.Complete(); } else { f.Write(\"b\", sites); f.Complete(); }")]
    [InlineData("using var s = SharedRecords.CreateStream<Site>(name: \"x\", new StreamOptions()); s.Add(sites); s.Complete();")]
    [InlineData("#pragma warning disable STK0024\nusing var w = SharedRecords.Create<Site>(); w.Add(site);\n#pragma warning restore STK0024")]
    public void WhatIsCompletedIsNot(string code) => Assert.Empty(Analyze(code, new CompletionAnalyzer()));

    [Fact]
    public void AMethodThatReturnsTheWriterLeavesItToOthers()
        => Assert.Empty(Analyze("}\nSharedRecordWriter<Site> Made() { var w = SharedRecords.Create<Site>(); w.Add(default(Site)); return w;", new CompletionAnalyzer()));

    [Theory]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); Console.WriteLine(b.Count);", "RecordText.Load<Site>(\"x\", TextOptions.Tsv)")]
    [InlineData("long n = RecordNpy.Map<Site>(\"x\").Count;", "RecordNpy.Map<Site>(\"x\")")]
    [InlineData("RecordText.LoadShared<Site>(\"x\", TextOptions.Tsv);", "RecordText.LoadShared<Site>(\"x\", TextOptions.Tsv)")]
    [InlineData("_ = SharedRecords.Open<Site>(\"x\");", "SharedRecords.Open<Site>(\"x\")")]
    [InlineData("int pos = SharedRecords.Open<Site>(\"x\").Records.Columns.Pos[0];", "SharedRecords.Open<Site>(\"x\")")]
    [InlineData("var h = RecordHdf5.OpenRead(\"x\"); using var d = h.OpenDataset<Site>(\"a\");", "RecordHdf5.OpenRead(\"x\")")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); RecordText.Write(\"y\", b, TextOptions.Tsv);", "RecordText.Load<Site>(\"x\", TextOptions.Tsv)")]
    [InlineData("using var w = SharedRecords.Create<Site>(); w.Add(site); w.Publish();", "w.Publish()")]
    public void WhatIsNeverDisposedIsReported(string code, string at)
        => Assert.Equal([$"STK0025 '{at}'"], Analyze(code, new DisposalAnalyzer()));

    [Theory]
    [InlineData("await foreach (LoadedRecords<Site> sample in workers.LoadAsync(files)) Console.WriteLine(sample.Name);", "STK0025 'sample'")]
    [InlineData("await foreach (var chunk in stream.ReadAllAsync()) { Console.WriteLine(chunk.Count); }", "STK0025 'chunk'")]
    public void ResultsOfLoopsAreReported(string code, string expected) => Assert.Equal([expected], Analyze(code, new DisposalAnalyzer()));

    [Theory]
    [InlineData("using var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); Console.WriteLine(b.Count);")]
    [InlineData("Action throws = () => SharedRecords.Open<Site>(\"x\"); throws();")]
    [InlineData("using (var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv)) { }")]
    [InlineData("using (RecordText.Load<Site>(\"x\", TextOptions.Tsv)) { }")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); try { Console.WriteLine(b.Count); } finally { b.Dispose(); }")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); using (b) { }")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); _owner = b;")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); Keep(b);")]
    [InlineData("_owner = RecordText.Load<Site>(\"x\", TextOptions.Tsv);")]
    [InlineData("Keep(RecordText.Load<Site>(\"x\", TextOptions.Tsv));")]
    [InlineData("List<IDisposable> all = [RecordText.Load<Site>(\"x\", TextOptions.Tsv)];")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); List<IDisposable> all = [b];")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); Action later = () => b.Dispose();")]
    [InlineData("await foreach (var sample in workers.LoadAsync(files)) using (sample) Console.WriteLine(sample.Name);")]
    [InlineData("await foreach (var sample in workers.LoadAsync(files)) { try { } finally { sample.Dispose(); } }")]
    [InlineData("await foreach (var sample in workers.LoadAsync(files)) { Keep(sample); }")]
    [InlineData("await using var w = RecordWorkers.Start<Site>(new WorkerOptions());")]
    [InlineData("await using var w = RecordWorkers.Start<Site>(new WorkerOptions()).ConfigureAwait(false);")]
    [InlineData("var w = RecordWorkers.Start<Site>(new WorkerOptions()); await using (w.ConfigureAwait(false)) { }")]
    [InlineData("RecordText.Load<Site>(\"x\", TextOptions.Tsv).Dispose();")]
    [InlineData("Site[] s = RecordText.Read<Site>(\"x\", TextOptions.Tsv); foreach (SegmentInfo i in SharedRecords.List()) { }")]
    [InlineData("using var h = RecordHdf5.OpenRead(\"x\"); Site[] s = h.Read<Site>(\"a\");")]
    public void WhatIsDisposedOrKeptIsNot(string code) => Assert.Empty(Analyze(code, new DisposalAnalyzer()));

    [Theory]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); ReadOnlySpan<Site> s = b.Records; b.Dispose(); Console.WriteLine(s.Length);", "s")]
    [InlineData("ReadOnlySpan<Site> s; using (var b = SharedRecords.Open<Site>(\"x\")) { s = b.Records; } Console.WriteLine(s.Length);", "s")]
    [InlineData("var b = RecordNpy.Map<Site>(\"x\"); var pos = b.Records.Columns.Pos; b.Dispose(); Console.WriteLine(pos[0]);", "pos")]
    [InlineData("var b = RecordNpy.Map<Site>(\"x\"); var s = b.Slice(0, 3); var t = s[1..]; b.Dispose(); Console.WriteLine(t.Length);", "t")]
    [InlineData("var b = RecordNpy.Map<Site>(\"x\"); var s = b.Records; if (flag) b.Dispose(); Console.WriteLine(s.Length);", "s")]
    [InlineData("var b = RecordNpy.Map<Site>(\"x\"); var c = b.Columns; b.Dispose(); Console.WriteLine(c.Pos[0]);", "c")]
    public void ASpanOfWhatIsDisposedIsReported(string code, string at)
        => Assert.Equal([$"STK0026 '{at}'"], Analyze(code, new DisposedSpanAnalyzer()));

    [Theory]
    [InlineData("}\nReadOnlySpan<Site> Read() { using var b = SharedRecords.Open<Site>(\"x\"); return b.Records;", "b.Records")]
    [InlineData("}\nReadOnlySpan<Site> Read() { using (var b = SharedRecords.Open<Site>(\"x\")) { return b.Slice(0, 1); }", "b.Slice(0, 1)")]
    [InlineData("}\nColumn<int> Read() { using var b = SharedRecords.Open<Site>(\"x\"); var s = b.Records; return s.Columns.Pos;", "s.Columns.Pos")]
    public void ASpanThatIsReturnedFromWhereItsOwnerEndsIsReported(string code, string at)
        => Assert.Equal([$"STK0026 '{at}'"], Analyze(code, new DisposedSpanAnalyzer()));

    [Theory]
    [InlineData("using var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); ReadOnlySpan<Site> s = b.Records; Console.WriteLine(s.Length);")]
    [InlineData("var b = RecordText.Load<Site>(\"x\", TextOptions.Tsv); ReadOnlySpan<Site> s = b.Records; Console.WriteLine(s.Length); b.Dispose();")]
    [InlineData("var b = RecordNpy.Map<Site>(\"x\"); ReadOnlySpan<Site> s = b.Records; b.Dispose(); s = sites; Console.WriteLine(sites.Length);")]
    [InlineData("Site[] s; using (var b = SharedRecords.Open<Site>(\"x\")) { s = b.Records.ToArray(); } Console.WriteLine(s.Length);")]
    [InlineData("for (int i = 0; i < 3; i++) { using var b = SharedRecords.Open<Site>(\"x\"); var s = b.Records; Console.WriteLine(s.Length); }")]
    [InlineData("}\nReadOnlySpan<Site> Read(SharedRecords<Site> b) { return b.Records;")]
    [InlineData("}\nint Read() { using var b = SharedRecords.Open<Site>(\"x\"); return b.Records.Columns.Pos[0];")]
    [InlineData("}\nSite[] Read() { using var b = SharedRecords.Open<Site>(\"x\"); return b.Records.ToArray();")]
    public void ASpanWithinTheLifeOfItsOwnerIsNot(string code) => Assert.Empty(Analyze(code, new DisposedSpanAnalyzer()));

    [Theory]
    [InlineData("await using var w = RecordWorkers.Start<Site>(new WorkerOptions()); return 0;", true)]
    [InlineData("await using var w = RecordWorkers.Start<Site>(new WorkerOptions()); if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync<Site>(); return 0;", true)]
    [InlineData("using var f = RecordHdf5.Create(\"x\"); if (RecordWorkers.IsWorker) return 1; await using var w = RecordWorkers.Start<Site>(new WorkerOptions()); return 0;", true)]
    [InlineData("if (RecordWorkers.IsWorker) return await RecordWorkers.RunWorkerAsync<Site>(); await using var w = RecordWorkers.Start<Site>(new WorkerOptions()); return 0;", false)]
    [InlineData("Console.OutputEncoding = System.Text.Encoding.UTF8; if (RecordWorkers.IsWorker) return 1; await using var w = RecordWorkers.Start<Site>(new WorkerOptions()); return 0;", false)]
    [InlineData("await using var w = RecordWorkers.Start<Site>(new WorkerOptions { Mode = WorkerMode.InProcess }); return 0;", false)]
    [InlineData("await using var w = RecordWorkers.Start<Site>(new WorkerOptions(), async (job, writer, token) => { }); return 0;", false)]
    [InlineData("return await Other(); static async Task<int> Other() { if (RecordWorkers.IsWorker) return 1; await using var w = RecordWorkers.Start<Site>(new WorkerOptions()); return 0; }", false)]
    public void AProgramBeginsWithTheWorkersLine(string code, bool isReported)
    {
        string program = $"using System; using System.Threading.Tasks; using SchemaToolkit;\n{code}\n[SharedRecord] public partial struct Site {{ public S10 Chr; public int Pos; }}";
        IEnumerable<string> found = Generated.FromProgram(program).Analyze(new WorkerLineAnalyzer()).Select(Generated.At);
        Assert.Equal(isReported ? ["STK0027 'RecordWorkers.Start<Site>(new WorkerOptions())'"] : [], found);
    }

    [Fact]
    public void ALibraryNeedsNoWorkersLine()
        => Assert.Empty(Analyze("await using var w = RecordWorkers.Start<Site>(new WorkerOptions());", new WorkerLineAnalyzer()));

    private static IEnumerable<string> Analyze(string code, DiagnosticAnalyzer analyzer)
    {
        string isAsync = code.Contains("await ") ? "async Task" : "void";
        Generated generated = Generated.From($$"""
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Threading.Tasks;
            using SchemaToolkit;
            [SharedRecord] public partial struct Site { public S10 Chr; public int Pos; }
            class User
            {
                object? _kept;
                IDisposable? _owner;
                {{isAsync}} Method(bool flag, Site site, Site[] sites, string[] files, RecordWorkers<Site> workers, SharedRecordStream<Site> stream)
                {
                    {{code}}
                }
                void Finish(SharedRecordWriter<Site> w) => w.Publish().Dispose();
                void Keep(IDisposable d) => _owner = d;
            }
            """);
        Assert.DoesNotContain(generated.CompilerDiagnostics, static d => d.Severity == DiagnosticSeverity.Error);
        return generated.Analyze(analyzer).Where(static d => !d.IsSuppressed).OrderBy(static d => d.Location.SourceSpan.Start).Select(Generated.At);
    }
}
