using System.Collections.Immutable;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>What the component will consist of: all that is known before its first definition is written.</summary>
/// <param name="World">What it imports and exports.</param>
/// <param name="Parts">The modules, in the order of instantiation.</param>
/// <param name="PartExports">Of each module the exports that serve the component.</param>
/// <param name="Imports">What the imports of each module stand for.</param>
/// <param name="Exports">The functions behind the exports.</param>
/// <param name="Destructors">The destructors of exported resources.</param>
internal sealed record ComponentPlan(
    WitWorld World,
    ImmutableArray<CorePart> Parts,
    ImmutableArray<PartExports> PartExports,
    ImmutableArray<ImmutableArray<CoreImport>> Imports,
    ImmutableArray<ExportMatch> Exports,
    ImmutableArray<DestructorMatch> Destructors);
