using Dovetail.Fuzzing.Generation;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Fuzzing.Differential;

/// <summary>Runs one module again in both engines.</summary>
internal sealed class Replay(string node, WasmFeatures features) : IDisposable
{
    private readonly Oracle _oracle = new(node);
    private readonly Subject _subject = new();

    /// <summary>How the engines differ on a module, or what Dovetail threw; null where all is well, or the module is not valid.</summary>
    public string? Finding(GeneratedModule module)
    {
        try
        {
            ModuleValidator.Validate(ModuleDecoder.Decode(module.Bytes), features);
        }
        catch (DovetailException)
        {
            return null;
        }

        try
        {
            var theirs = _oracle.Run(module);
            return Outcome.Difference(_subject.Run(module), theirs, module.HasBulkArrays);
        }
        catch (OracleException)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}";
        }
    }

    /// <summary>The smallest module that differs as the module of the case does.</summary>
    public GeneratedModule Shrink(ulong seed, int index)
    {
        var (plan, runs) = ModuleGenerator.Plan(SeededRandom.SeedOf(seed, index), features);
        var kind = KindOf(Finding(ModuleGenerator.Assemble(plan, runs)));
        return new Shrinker(plan, runs, module => KindOf(Finding(module)) is { } found && found == kind).Shrink();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _oracle.Dispose();
        _subject.Dispose();
    }

    // A thrown exception stays the same exception; of a difference, anything that differs will do.
    private static string? KindOf(string? finding) =>
        finding?.Split(' ', 2)[0] is { } word ? word.EndsWith("Exception:", StringComparison.Ordinal) ? word : "difference" : null;
}
