using System.Diagnostics;

namespace StressProgram;

/// <summary>Processes started while others load text, make segments and open files: they inherit no descriptor of ours.</summary>
internal static class Children
{
    private const int Rows = 3_000;

    public static void Go(Run run)
    {
        string text = run["parent.tsv"];
        CpgSite[] sites = Sites.Make(Rows);
        RecordText.Write(text, sites, TextOptions.Tsv);
        TextOptions options = TextOptions.Tsv with { DegreeOfParallelism = 3, BufferSize = 4096 };
        run.Repeat(
            runner =>
            {
                string name = $"stress-{Environment.ProcessId}-{runner.Number}";
                string file = run[$"file{runner.Number}"];
                int work = runner.Number < 2 ? 4 : runner.Random.Next(4);
                runner.Begin($"work {work}");
                switch (work)
                {
                    case 0:
                        using (RecordBuffer<CpgSite> loaded = RecordText.Load<CpgSite>(text, options))
                        {
                            run.Check(Sites.Are(loaded.Records, Rows), "other rows were loaded");
                        }

                        break;
                    case 1:
                        using (SharedRecords<CpgSite> shared = RecordText.LoadShared<CpgSite>(text, options, runner.Random.Next(2) == 0 ? name : null))
                        using (SharedRecords<CpgSite> same = SharedRecords.Open<CpgSite>(shared.Reference))
                        {
                            run.Check(Sites.Are(same.Records, Rows), "another segment was opened");
                        }

                        break;
                    case 2:
                        using (SharedRecordArray<CpgSite> array = SharedRecords.CreateArray<CpgSite>(Rows, runner.Random.Next(2) == 0 ? name : null))
                        using (SharedRecordArray<CpgSite> same = SharedRecords.OpenArray<CpgSite>(array.Reference))
                        {
                            sites.CopyTo(array.Records);
                            run.Check(Sites.Are(same.Records, Rows), "another array was opened");
                        }

                        break;
                    case 3:
                        RecordText.Write(file, sites, TextOptions.Tsv);
                        RecordNpy.Save(file, sites);
                        using (RecordMap<CpgSite> map = RecordNpy.Map<CpgSite>(file))
                        {
                            run.Check(Sites.Are(map.Records, Rows), "another file was mapped");
                        }

                        break;
                    default:
                        string[] inherited = [.. Inherited().Where(line => Leaks.IsOurs(line, run.Folder))];
                        run.Check(inherited.Length == 0, $"a child has {string.Join("; ", inherited)}");
                        break;
                }

                run.Did(work == 4 ? "children" : "works");
            },
            runners: 5);
        Leaks.Check(run);
    }

    // What a child sees of its own descriptors.
    private static string[] Inherited()
    {
        using Process child = Process.Start(new ProcessStartInfo("ls", ["-l", "/proc/self/fd"]) { RedirectStandardOutput = true })!;
        string said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return said.Split('\n');
    }
}
