using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Resident;

/// <summary>Writes the bodies of units into an assembly on disk: the same code as the collectible outlet's, a type per unit.</summary>
/// <remarks>It does not verify: the caller has. Belongs to one thread.</remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class PersistedOutlet
{
    private readonly PersistedAssemblyBuilder _assembly;
    private readonly ModuleBuilder _module;

    public PersistedOutlet(string name)
    {
        _assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        _assembly.SetCustomAttribute(new CustomAttributeBuilder(
            typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!, [typeof(PersistedOutlet).Assembly.GetName().Name!]));
        _module = _assembly.DefineDynamicModule(name);
    }

    /// <summary>The name of the type that holds a unit.</summary>
    public static string TypeName(int unit) => string.Create(CultureInfo.InvariantCulture, $"Unit{unit}");

    /// <summary>Adds a unit, whose methods stand in the order of <paramref name="bodies"/>.</summary>
    public void Add(int unit, ImmutableArray<CilBody> bodies)
    {
        var type = _module.DefineType(TypeName(unit), TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Abstract);
        var methods = new MethodBuilder[bodies.Length];
        for (var i = 0; i < bodies.Length; i++)
        {
            methods[i] = type.DefineMethod(bodies[i].Name, MethodAttributes.Public | MethodAttributes.Static, bodies[i].Signature.Result.Clr,
                [.. bodies[i].Signature.Parameters.Select(parameter => parameter.Clr)]);
            methods[i].InitLocals = false;
        }
        for (var i = 0; i < bodies.Length; i++)
            new MethodReplay(bodies[i], methods[i].GetILGenerator(bodies[i].Size + 16), methods).Run();
        type.CreateType();
    }

    /// <summary>Writes the assembly.</summary>
    public void Save(string path) => _assembly.Save(path);
}
