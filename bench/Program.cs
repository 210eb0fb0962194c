using MultifdBench.Bench.Cli;

// The composition root: hands the console to the command line, which knows the verbs. Nothing else happens here.
using ConsoleSession session = new(Console.Out, Console.Error, TimeProvider.System);
return await BenchCommand.RunAsync(args, session).ConfigureAwait(false);
