using System.Globalization;
using StressProgram;

// Runs one scenario until its time is over, and says what it did. A fault ends the program: by a signal, or with exit code 1
// and a line that has the seed. A step that does not end is a fault too.
//   StressProgram SCENARIO [SEED [SECONDS [THREADS]]]      by default a random seed, 15 seconds, a thread per processor
//   shapes           text of random shapes, in every container and way, by 1 to 16 threads, cancelled now and then
//   owners           spans of owners that nobody holds, while a thread collects garbage
//   disposals        owners that several threads dispose at once, while others use them and map memory
//   children         processes started while text is loaded and segments are made: they inherit nothing
//   hdf5-workers     worker processes started while HDF5 files are written and opened: they inherit none
//   pool             many loads on the thread pool at once
//   silence          errors and cancellation while the source gives nothing more
if (RecordWorkers.IsWorker)
{
    return await RecordWorkers.RunWorkerAsync<CpgSite>(Sites.WorkAsync);
}

string scenario = args.Length > 0 ? args[0] : "";
int seed = Number(1, Random.Shared.Next(1_000_000));
using var run = new Run(scenario, seed, TimeSpan.FromSeconds(Number(2, 15)), Number(3, Environment.ProcessorCount));
switch (scenario)
{
    case "shapes":
        Shapes.Go(run);
        break;
    case "owners":
        Owners.Go(run);
        break;
    case "disposals":
        Disposals.Go(run);
        break;
    case "children":
        Children.Go(run);
        break;
    case "hdf5-workers":
        Hdf5Workers.Go(run);
        break;
    case "pool":
        Pool.Go(run);
        break;
    case "silence":
        Silence.Go(run);
        break;
    default:
        throw new ArgumentException($"There is no scenario '{scenario}'.");
}

Console.WriteLine(run);
return 0;

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
