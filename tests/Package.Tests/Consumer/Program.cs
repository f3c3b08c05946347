// What a user of the package writes: a record of their own, a text type of their own, and the whole way of the data.
using Consumer;
using SchemaToolkit;

if (RecordWorkers.IsWorker)
{
    return await RecordWorkers.RunWorkerAsync<Station>();
}

string directory = Directory.CreateTempSubdirectory("consumer-").FullName;
try
{
    Station[] stations = [.. Enumerable.Range(0, 1000).Select(i => new Station($"Station {i}", i, i / 8.0, i % 2 == 0))];
    string table = Path.Combine(directory, "stations.tsv");
    RecordText.Write(table, stations, TextOptions.Tsv);

    string output = Path.Combine(directory, "stations.h5");
    using (RecordHdf5 file = RecordHdf5.Create(output))
    {
        await using RecordWorkers<Station> workers = RecordWorkers.Start<Station>(new WorkerOptions { Processes = 1, Text = TextOptions.Tsv });
        await foreach (LoadedRecords<Station> loaded in workers.LoadAsync([table], CancellationToken.None))
        {
            using (loaded)
            {
                file.Write(loaded.Name, loaded.Records);
            }
        }

        file.Complete();
    }

    using RecordHdf5 written = RecordHdf5.OpenRead(output);
    using Hdf5Dataset<Station> dataset = written.OpenDataset<Station>("stations.tsv");
    Station[] back = dataset.ReadAll();
    Console.WriteLine(typeof(RecordText).Assembly.Location);
    Console.WriteLine($"{Station.Schema.NumpyDescr} {back.Length} {back.Columns.Number.Sum()} {back.AsSpan().SequenceEqual(stations)}");
    return 0;
}
finally
{
    Directory.Delete(directory, recursive: true);
}

namespace Consumer
{
    [FixedText(75)]
    public partial struct Title;

    [SharedRecord]
    public partial struct Station
    {
        public Title Name;
        public int Number;
        public double Height;
        public bool Active;
    }
}
