using System.Collections.Immutable;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution;

/// <summary>What became of WIT whose known mistakes were put right.</summary>
/// <param name="Groups">The texts, changed where something was put right.</param>
/// <param name="Fixed">What was put right, each where it stood when it was found.</param>
/// <param name="Remaining">What is still wrong; null if nothing is.</param>
public sealed record WitFixes(ImmutableArray<WitSourceGroup> Groups, ImmutableArray<Diagnostic> Fixed, WitException? Remaining)
{
    // One mistake may hide another; each round ends with fewer, or it is the last.
    private const int MaxRounds = 20;

    /// <summary>Applies each fix that is known, until nothing is wrong or nothing more is known.</summary>
    public static WitFixes Apply(IEnumerable<WitSourceGroup> groups, WitOptions? options = null)
    {
        var texts = groups.ToImmutableArray();
        var done = ImmutableArray.CreateBuilder<Diagnostic>();
        for (var round = 0; ; round++)
        {
            try
            {
                WitResolution.Resolve(texts, options);
                return new WitFixes(texts, done.ToImmutable(), null);
            }
            catch (WitException error)
            {
                var known = error.Diagnostics.Where(diagnostic => diagnostic.Fix is not null).ToList();
                if (known.Count == 0 || round == MaxRounds)
                {
                    return new WitFixes(texts, done.ToImmutable(), error);
                }
                done.AddRange(known);
                texts = [.. texts.Select(group => group with { Files = [.. group.Files.Select(file => TextFixes.Apply(file, known))] })];
            }
        }
    }
}
