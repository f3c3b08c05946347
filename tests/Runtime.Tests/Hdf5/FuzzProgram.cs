using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SchemaToolkit.Tests.Hdf5;

/// <summary>Reads each file that it is told in every way there is, and says what came of it.</summary>
internal static class FuzzProgram
{
    public const string End = "end";
    private const long MostAllocated = 600_000_000;

    public static void Run(string path)
    {
        _ = path;
        while (Console.ReadLine() is { } file)
        {
            long before = GC.GetTotalAllocatedBytes();
            Try("names", () =>
            {
                using RecordHdf5 opened = RecordHdf5.OpenRead(file);
                IReadOnlyList<string> names = opened.Names;
                Try("list", () => _ = opened.List());
                Try("left out", () => _ = opened.LeftOut);
                Try("attributes", () => Attributes(opened.Attributes));
                foreach (string name in names)
                {
                    Try("attributes of " + name, () => Attributes(opened.AttributesOf(name)));
                    Try("table " + name, () =>
                    {
                        using RecordTable table = opened.OpenTable(name);
                    });
                    Try("read " + name, () => Read(opened, name));
                }
            });
            long allocated = GC.GetTotalAllocatedBytes() - before;
            if (allocated > MostAllocated)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"! {allocated} bytes"));
            }

            Console.WriteLine(End);
        }
    }

    private static void Read(RecordHdf5 file, string name)
    {
        using Hdf5Dataset<CpgSite> dataset = file.OpenDataset<CpgSite>(name);
        var some = new CpgSite[Math.Min(10, dataset.Count)];
        Try("some of " + name, () => dataset.Read(dataset.Count / 2 > some.Length ? dataset.Count / 2 : 0, some));
        CpgSite[] all = dataset.ReadAll();
        Try("map " + name, () =>
        {
            using RecordMap<CpgSite> map = dataset.Map();
            Equal(map.Records.SequenceEqual(all));
        });
        int[] column = dataset.ReadColumn<int>("pos");
        Equal(column.SequenceEqual(all.Select(static site => site.Pos)));
        Console.WriteLine($"read {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(all.AsSpan())))} {name}");
    }

    private static void Attributes(Hdf5Attributes attributes)
    {
        foreach (Hdf5AttributeInfo attribute in attributes.List())
        {
            Try("text " + attribute.Name, () => _ = attributes.GetStrings(attribute.Name));
            Try("numbers " + attribute.Name, () => _ = attributes.GetArray<double>(attribute.Name));
            Try("times " + attribute.Name, () => _ = attributes.GetArray<Datetime64>(attribute.Name));
        }
    }

    private static void Equal(bool isEqual)
    {
        if (!isEqual)
        {
            Console.WriteLine("! two ways of reading differ");
        }
    }

    private static void Try(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is RecordFormatException or Hdf5Exception or SchemaMismatchException or KeyNotFoundException
            or Hdf5FileNotClosedException or NotSupportedException or InvalidOperationException)
        {
            // As it should be.
        }
        catch (Exception e)
        {
            Console.WriteLine($"! {what}: {e.ToString().ReplaceLineEndings(" ")}");
        }
    }
}
