using Dovetail.Fuzzing.Mutations;

namespace Dovetail.Fuzzing.Targets;

/// <summary>How Dovetail answered an input. Any other exception, a dead process or a broken limit is a finding.</summary>
internal enum Answer : byte
{
    /// <summary>It was taken, and gave values where it was run.</summary>
    Value,
    /// <summary>It was taken, and what ran ended in a trap.</summary>
    Trap,
    /// <summary>It was refused by a named error.</summary>
    Error,
}

/// <summary>A part of Dovetail that takes input from strangers.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Corpus">Good inputs, to be mutated.</param>
/// <param name="Give">Gives it an input; random numbers decide what else the case does.</param>
internal sealed record Target(string Name, Func<IReadOnlyList<byte[]>> Corpus, Func<byte[], SeededRandom, Answer> Give)
{
    /// <summary>Makes the mutant of a seed.</summary>
    public Func<IReadOnlyList<byte[]>, ulong, byte[]> Mutate { get; init; } = (corpus, seed) => new Mutator(corpus).Mutate(seed);

    /// <summary>The one list of targets.</summary>
    public static IReadOnlyList<Target> All { get; } = [.. BinaryTargets.All, .. PrintTargets.All, .. CallTargets.All, .. TextTargets.All, .. WitTargets.All];

    /// <summary>The target called <paramref name="name"/>.</summary>
    public static Target Named(string name) =>
        All.FirstOrDefault(target => target.Name == name) ?? throw new ArgumentException($"no target is called `{name}`");

    /// <summary>Gives the target one input. A named error and a trap are answers; all else is thrown on.</summary>
    public Answer Answers(byte[] input, SeededRandom random)
    {
        try
        {
            return Give(input, random);
        }
        catch (TrapException)
        {
            return Answer.Trap;
        }
        catch (DovetailException)
        {
            return Answer.Error;
        }
    }
}
