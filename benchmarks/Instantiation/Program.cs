using System.Globalization;
using Instantiation;

// Usage: Instantiation [ROUNDS]    times making and disposing instances, each with a store of its own, and prints medians
var rounds = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 15;
Case[] cases =
[
    new("small module, fresh", Guests.Small, 2_000, Guests.Fresh),
    new("small module, pooled", Guests.Small, 5_000, Guests.Pooled),
    new("no memory", Guests.WithoutMemory, 5_000, Guests.Fresh),
    new("10 MiB image, fresh", Guests.Large, 200, Guests.Fresh),
    new("10 MiB image, pooled", Guests.Large, 500, Guests.Pooled),
    new("10 MiB image, pooled and copied", Guests.Large, 200, Guests.Copying),
];
foreach (var each in cases)
    each.Run();
for (var round = 0; round < rounds; round++)
{
    foreach (var each in cases)
        each.Run();
    if (round == 0)
        Array.ForEach(cases, each => each.Forget());
}

Console.WriteLine("| case | instantiate µs | least | whole cycle µs | least | allocated B |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var each in cases)
    Console.WriteLine(each);
