using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Functions;

namespace Dovetail.Compilation.Caching;

/// <summary>Takes the code of units from the cache, and compiles and keeps what is not there. Safe from many threads.</summary>
/// <remarks>
/// Anybody may have written what is in the cache, so it is verified like code that was just made. What the verifier counts on comes
/// from the module alone, which was read from its own bytes.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class CachedUnits(ModuleShape shape, CacheSession cache)
{
    /// <summary>The verified CIL of the functions of <paramref name="range"/>.</summary>
    /// <inheritdoc cref="UnitCompiler.Compile"/>
    public UnitCode Compile(UnitRange range, ExpressionPool pool)
    {
        if (Find(range) is { } found)
            return found;
        var code = UnitCompiler.Compile(shape, range, pool);
        if (UnitWriter.Write(code) is { } bytes)
            cache.Add(range, bytes);
        return code;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever reader or verifier stumble over, this build did not write it: it is as good as none.")]
    private UnitCode? Find(UnitRange range)
    {
        if (cache.Find(range) is not { } bytes)
            return null;
        try
        {
            var code = UnitReader.Read(bytes, range.Count);
            UnitCompiler.Verify(shape, range, code);
            return code;
        }
        catch (Exception)
        {
            return null;
        }
    }
}
