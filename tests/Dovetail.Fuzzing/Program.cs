using Dovetail.Fuzzing.Scenarios;

// The commands of the fuzzers and kill tests. Exit codes: 0 lived, 1 something was wrong, 2 wrong use; all else is a dead process.
switch (args)
{
    case ["scenario", var name, ..]:
        Scenario.Named(name).Run(args[2..]);
        return 0;
    default:
        Console.Error.WriteLine("usage: Dovetail.Fuzzing scenario NAME [ARGUMENT…]");
        return 2;
}
