using SchemaToolkit;
using SegmentProcess;

// A process that tests start, look at and kill. It says on its standard output what it has done, and stays until its
// standard input ends; then it disposes what it has.
//   publish NAME ROWS        a segment ('-' for one without a name); says its reference
//   folder PATH ROWS         a segment in a directory; says its reference
//   alias NAME ROWS          an array with an alias for Python; says the alias
//   build NAME ROWS          the same without Publish; says "built"
//   worker PATH ROWS         writes into a parent's segment and completes it; with a fourth argument, leaves it
//   open REFERENCE           says the number of records and the sum of pos
//   array NAME ROWS          an array, or the exception's name and whether the name is visible
//   fill NAME ROWS           writes that many; the exception's name and whether the name is visible; then a tenth of them
//   read WAY PATH            a text table: records, sum of pos ('-' and 'input' for the standard input)
//   memory WAY THREADS PATH… the memory it takes to read each text table, and the same
//   allocations              what ten times the rows of text tables allocate more
//   busy WHAT PATH           reads a text table while the thread pool has no free thread: records
//   cycle COUNT              descriptors and mappings before and after ten times as many segments, and chunks of a stream; with a
//                            third argument says "ready" first, and waits for a line
//   numbers COUNT            creates and disposes as many segments: after how many a descriptor's number came again
//   next COUNT               whether one of the files opened next has the number of a segment that is gone
//   stream NAME ROWS CHUNK   a stream of that many rows; says "open" first, stays before its end
//   consume NAME CHUNKS      says "open"; opens that many chunks of a stream and keeps the last; says how many there were
//   calls                    "refused" or "done" for some calls of Linux
//   reap COUNT               leaves as many segments without holder; says how many are reaped before, then, and after
//   keep COUNT               creates as many segments and keeps them; the exception; then that it works again
//   churn PREFIX SEED        creates, opens and disposes segments of few names, and says "violation: ..." if one it owns
//                            is lost or one it opens is not whole
//   step DEED STEP NAME FOLDER      does something, and stops just before one of its system calls
//   roles NAMES FOLDER SEED  creates, opens, reaps… until it is killed, and says "violation: ..."
//   others FOLDER            lives beside processes that are killed and stopped
//   early PREFIX             a creator as one should not write it: names first, and then fills
//   sabotage PREFIX          a reaper as one should not write it: looks, and then removes
string name = args.Length > 1 ? args[1] : "";
string? segmentName = name == "-" ? null : name;
int rows = args.Length > 2 && int.TryParse(args[2], out int number) ? number : 0;
try
{
    switch (args[0])
    {
        case "publish":
            using (SharedRecordWriter<Site> writer = Build())
            using (SharedRecords<Site> shared = writer.Publish())
            {
                SayAndWait(shared.Reference);
            }

            break;
        case "folder":
            using (SharedRecordWriter<Site> writer = SharedRecords.Create<Site>(new SegmentOptions { Name = "left", Directory = name }))
            {
                Fill(writer);
                using SharedRecords<Site> shared = writer.Publish();
                SayAndWait(shared.Reference);
            }

            break;
        case "alias":
            using (SharedRecordArray<Site> array = SharedRecords.CreateArray<Site>(rows, name))
            {
                SayAndWait(array.AliasForPython(name + "-alias").Name);
            }

            break;
        case "build":
            using (Build())
            {
                SayAndWait("built");
            }

            break;
        case "worker":
            using (SharedRecordWriter<Site> writer = SharedRecordWriter<Site>.OpenForParent(name, null))
            {
                Fill(writer);
                if (args.Length == 3)
                {
                    ((IJobWriter)writer).Complete(isFramed: true);
                }
            }

            Console.WriteLine("done");
            break;
        case "open":
            using (SharedRecords<Site> shared = SharedRecords.Open<Site>(name))
            {
                SayAndWait($"{shared.Count} {shared.Records.Columns.Pos.Sum()}");
            }

            break;
        case "array":
            using (SharedRecordArray<Site> array = SharedRecords.CreateArray<Site>(rows, segmentName))
            {
                SayAndWait(array.Reference);
            }

            break;
        case "fill":
            try
            {
                Build().Dispose();
            }
            catch (SharedMemoryFullException e)
            {
                Say(e);
            }

            rows /= 10;
            using (SharedRecordWriter<Site> writer = Build())
            using (SharedRecords<Site> shared = writer.Publish())
            {
                Console.WriteLine(shared.Count);
            }

            break;
        case "read":
            Reading.Read(name, args[2] == "input" ? TextSource.StandardInput : args[2]);
            break;
        case "memory":
            Reading.Memory(name, rows, args[3..]);
            break;
        case "allocations":
            Allocations.Say();
            break;
        case "busy":
            BusyPool.Run(name, args[2]);
            break;
        case "cycle":
            Cycle.Run(int.Parse(name), waits: args.Length > 2);
            break;
        case "numbers":
            Console.WriteLine(Cycle.NumbersUntilOneComesAgain(int.Parse(name)));
            break;
        case "next":
            Console.WriteLine(Cycle.IsNumberOfNextFiles(int.Parse(name)));
            break;
        case "stream":
            using (SharedRecordStreamWriter<Site> writer = SharedRecords.CreateStream<Site>(
                segmentName, new StreamOptions { ChunkRows = int.Parse(args[3]) }))
            {
                Console.WriteLine("open");
                for (int i = 0; i < rows; i++)
                {
                    writer.Add(new Site("chr1", i, i, i, i));
                }

                SayAndWait("written");
            }

            break;
        case "consume":
            using (SharedRecordStream<Site> stream = SharedRecords.OpenStream<Site>(name))
            {
                Console.WriteLine("open");
                int chunks = 0;
                SharedRecords<Site>? last = null;
                while (chunks < rows && await stream.ReadAsync() is { } chunk)
                {
                    last?.Dispose();
                    last = chunk;
                    chunks++;
                }

                SayAndWait($"{chunks} chunks");
            }

            break;
        case "calls":
            Calls.Say();
            break;
        case "reap":
            Console.WriteLine(Cycle.Reap(int.Parse(name)));
            break;
        case "keep":
            Cycle.Keep(int.Parse(name));
            break;
        case "churn":
            Churn.Run(name, rows);
            break;
        case "step":
            Steps.Run(name, rows, args[3], args[4]);
            break;
        case "roles":
            Roles.Play(name, args[2], int.Parse(args[3]));
            break;
        case "others":
            Others.Run(name);
            break;
        case "early":
            Churn.PublishEarly(name);
            break;
        case "sabotage":
            Churn.Sabotage(name);
            break;
        default:
            throw new ArgumentException(args[0]);
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or RecordFormatException)
{
    Say(e);
}

void Say(Exception e) => Console.WriteLine($"{e.GetType().Name} {File.Exists(SegmentName.Parse(name)?.Path ?? name)} {e.Message}");

SharedRecordWriter<Site> Build()
{
    SharedRecordWriter<Site> writer = SharedRecords.Create<Site>(segmentName);
    Fill(writer);
    return writer;
}

void Fill(SharedRecordWriter<Site> writer)
{
    for (int i = 0; i < rows; i++)
    {
        writer.Add("chr1", i, i, i, i);
    }
}

void SayAndWait(string what)
{
    Console.WriteLine(what);
    while (Console.In.Read() >= 0)
    {
    }
}
