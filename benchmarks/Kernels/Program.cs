using System.Globalization;
using Kernels;

// Usage: Kernels [--cpu] [--rounds N] [--reps N] [KERNEL…]    times the kernels beside Node and prints ratios
//        Kernels --calls                                     times a typed call of an exported function
//        Kernels --child wall|cpu FILE N REPS                what a round runs in a process of its own
// --cpu takes processor time instead of the wall's, for a machine that does other things too.
if (args is ["--child", var clock, var file, var n, var childReps])
{
    Measurement.RunChild(
        file, int.Parse(n, CultureInfo.InvariantCulture), int.Parse(childReps, CultureInfo.InvariantCulture), clock == "cpu");
    return 0;
}
if (args is ["--calls"])
{
    TypedCalls.Run();
    return 0;
}
var (rounds, reps, cpu, names) = (3, 5, false, new List<string>());
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds")
        rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--reps")
        reps = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--cpu")
        cpu = true;
    else
        names.Add(args[i]);
}
return Comparison.Run(names, rounds, reps, cpu);
