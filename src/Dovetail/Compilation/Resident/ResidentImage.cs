using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Resident;

/// <summary>All units of a module as machine code, loaded for as long as the process lives. Immutable.</summary>
/// <remarks>
/// The runtime takes precompiled code only of assemblies in its default context, which never unload. The code was verified as CIL before it was
/// compiled; the file is in a folder of the user's alone, and is gone when it is loaded, where the system lets it be.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class ResidentImage
{
    private readonly Assembly _assembly;
    private readonly UnitFacts?[] _facts;

    private ResidentImage(Assembly assembly, UnitFacts?[] facts) => (_assembly, _facts) = (assembly, facts);

    /// <summary>Compiles all units and loads them.</summary>
    /// <param name="unit">The verified code of a unit; null where it has none.</param>
    public static async Task<ResidentImage> Create(string compiler, int units, Func<int, UnitCode?> unit, CancellationToken cancellation)
    {
        var (name, facts) = ($"{Faults.ResidentUnit}{Guid.NewGuid():N}", new UnitFacts?[units]);
        var folder = Directory.CreateTempSubdirectory("dovetail-").FullName;
        try
        {
            var (portable, native) = (Path.Combine(folder, "portable.dll"), Path.Combine(folder, name + ".dll"));
            Write(new PersistedOutlet(name), facts, unit, portable, cancellation);
            await Crossgen.Compile(compiler, portable, native, cancellation).ConfigureAwait(false);
            return new ResidentImage(LoadFrom(native), facts);
        }
        finally
        {
            TryDelete(folder);
        }
    }

    /// <summary>The code of a unit; null where it has none here.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The assembly was made at run time.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The assembly was made at run time.")]
    public LoadedUnit? Find(int unit)
    {
        if (_facts[unit] is not { } facts)
            return null;
        var type = _assembly.GetType(PersistedOutlet.TypeName(unit), throwOnError: true)!;
        // Tokens are given in the order in which methods were defined.
        int[] tokens = [.. type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(method => method.MetadataToken).Order()];
        return tokens.Length == facts.Methods
            ? new LoadedUnit(new CompiledUnit([.. Enumerable.Repeat(type, 1 + (tokens.Length / CollectibleOutlet.MethodsPerType))], tokens, new int[tokens.Length]), facts.Code)
            : throw new UnreachableException("a resident unit lacks methods");
    }

    private static void Write(PersistedOutlet outlet, UnitFacts?[] facts, Func<int, UnitCode?> unit, string path, CancellationToken cancellation)
    {
        for (var i = 0; i < facts.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (unit(i) is not { } code)
                continue;
            outlet.Add(i, code.Bodies);
            // The bodies themselves are not needed any more.
            facts[i] = new UnitFacts(code.Bodies.Length, code with { Bodies = [] });
        }
        outlet.Save(path);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The assembly was made at run time.")]
    private static Assembly LoadFrom(string path) => AssemblyLoadContext.Default.LoadFromAssemblyPath(path);

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system keeps the files of loaded code.
        }
    }

    private readonly record struct UnitFacts(int Methods, UnitCode Code);
}
