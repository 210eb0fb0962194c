using MultifdBench.Bench.Cli;

// The composition root: hands the console to the command line, which knows the verbs. Nothing else happens here.
using ConsoleSession session = ConsoleSession.OfThisProcess();
return await BenchCommand.RunAsync(args, session).ConfigureAwait(false);
