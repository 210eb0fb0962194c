using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Methods;

// The composition root: hands the console to the command line, which knows the verbs. With too few descriptors or threads for the runtime,
// that would end in a library that cannot be loaded; nothing else happens here.
using ConsoleSession session = ConsoleSession.OfThisProcess();
if (ProcessLimits.Read().Judge() is { IsAvailable: false } tooLittle)
{
    session.Warn(tooLittle.ToString());
    return ExitCodes.CannotDecide;
}

return await new BenchCommand(() => MethodCatalog.BuiltIn).RunAsync(args, session).ConfigureAwait(false);
