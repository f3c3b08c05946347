// Runs the blocks of the page that PAGE names, each after the one before it. BLOCK names one to run alone; in a worker
// process, which inherits it, it is the one that has started the worker.
string page = Environment.GetEnvironmentVariable("PAGE")!;
int only = int.Parse(Environment.GetEnvironmentVariable("BLOCK") ?? "-1");
Block[] blocks = [.. Blocks.All.Where(block => block.Page == page)];
if (RecordWorkers.IsWorker && !blocks[only].IsProgram)
{
    return await RecordWorkers.RunWorkerAsync<CpgSite>();
}

try
{
    for (int i = 0; i < blocks.Length; i++)
    {
        // Blocks with nothing between them are two sides that run at the same time.
        int first = i;
        while (i + 1 < blocks.Length && blocks[i + 1].IsOtherSide)
        {
            i++;
        }

        if (only < 0)
        {
            Environment.SetEnvironmentVariable("BLOCK", $"{first}");
            List<Task<int>> sides = [.. blocks[first..(i + 1)].Select(static block => Task.Run(() => WhenOtherSideIsThere(block)))];
            while (sides.Count > 0)
            {
                Task<int> ended = await Task.WhenAny(sides);
                sides.Remove(ended);
                await ended;
            }
        }
        else if (only >= first && only <= i)
        {
            await blocks[only].Run();
        }
    }
}
finally
{
    await Page.EndAsync();
}

return 0;

static async Task<int> WhenOtherSideIsThere(Block block)
{
    while (true)
    {
        try
        {
            return await block.Run();
        }
        catch (SegmentNotFoundException) when (block.IsOtherSide)
        {
            await Task.Delay(10);
        }
    }
}

internal sealed record Block(string Page, bool IsProgram, bool IsOtherSide, Func<Task<int>> Run);
