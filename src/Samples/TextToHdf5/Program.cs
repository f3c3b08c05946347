// Loads text tables of any dtype, which the command line gives, each in a worker process, and writes them into one HDF5 file.
using System.CommandLine;
using SchemaToolkit;
using TextToHdf5;

if (RecordWorkers.IsWorker)
{
    return await RecordWorkers.RunWorkerAsync();
}

var files = new Argument<FileInfo[]>("file") { Description = "Tables, gzip or not", Arity = ArgumentArity.OneOrMore };
var dtype = new Option<string>("--dtype")
{
    Description = "What the rows are, in any form that numpy prints: 'chr S10, pos i4, pct f4'",
    Required = true,
};
var output = new Option<FileInfo>("--output", "-o")
{
    Description = "The HDF5 file; every table becomes a dataset with the name of its file",
    Required = true,
};
var delimiter = new Option<string?>("--delimiter") { Description = "What separates cells: a character, or 'tab'; without it, runs of blanks do" };
var header = new Option<bool>("--header") { Description = "Find the columns by the names in the first line" };
var processes = new Option<int>("--processes")
{
    Description = "How many worker processes load tables",
    DefaultValueFactory = static _ => Environment.ProcessorCount,
};

delimiter.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<string?>() is not (null or "tab" or [_]))
    {
        result.AddError("--delimiter must be a character, or 'tab'.");
    }
});

var command = new RootCommand("Loads text tables of any dtype into one HDF5 file.") { files, dtype, output, delimiter, header, processes };
command.SetAction((arguments, cancellationToken) => Conversion.RunAsync(
    arguments.GetRequiredValue(dtype),
    Conversion.Options(arguments.GetValue(delimiter), arguments.GetValue(header)),
    [.. arguments.GetRequiredValue(files).Select(static file => file.FullName)],
    arguments.GetRequiredValue(output).FullName,
    arguments.GetValue(processes),
    cancellationToken));
return await command.Parse(args).InvokeAsync();
