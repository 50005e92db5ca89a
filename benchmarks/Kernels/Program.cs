using System.Globalization;
using Kernels;

// Usage: Kernels [--rounds N] [--reps N] [KERNEL…]    times the kernels beside Node and prints ratios
//        Kernels --calls                              times a typed call of an exported function
//        Kernels --child FILE N REPS                  what a round runs in a process of its own
if (args is ["--child", var file, var n, var childReps])
{
    Measurement.RunChild(file, int.Parse(n, CultureInfo.InvariantCulture), int.Parse(childReps, CultureInfo.InvariantCulture));
    return 0;
}
if (args is ["--calls"])
{
    TypedCalls.Run();
    return 0;
}
var (rounds, reps, names) = (3, 5, new List<string>());
for (var i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds")
        rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else if (args[i] == "--reps")
        reps = int.Parse(args[++i], CultureInfo.InvariantCulture);
    else
        names.Add(args[i]);
}
return Comparison.Run(names, rounds, reps);
