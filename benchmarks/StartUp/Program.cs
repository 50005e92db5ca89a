using System.Globalization;
using StartUp;

// Usage: StartUp MODULE [--rounds N]    how long a large core module takes until it is ready, and how much memory; guest.sh fetches one
// Each round is a process of its own, so that every figure has the cold start of the engine's own code in it.
if (args is ["--child", var mode, var path])
{
    Console.WriteLine(Child.Run(mode, path));
    return 0;
}
if (args is not [var module, .. var rest])
{
    Console.Error.WriteLine("usage: StartUp MODULE [--rounds N]");
    return 2;
}
var rounds = rest is ["--rounds", var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 5;
var runs = new List<(string Mode, Reading Reading)>();
for (var round = 0; round < rounds; round++)
{
    foreach (var each in Child.Modes)
        runs.Add((each, Measurement.Start(each, module)));
}
Measurement.Print(runs);
return 0;
