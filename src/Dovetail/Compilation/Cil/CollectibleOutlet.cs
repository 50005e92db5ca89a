using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Cil;

/// <summary>
/// Turns the bodies of a unit into code that runs: static methods of a collectible dynamic assembly, which the JIT optimises fully at
/// the first call, and which unloads with the last reference to it.
/// </summary>
/// <remarks>
/// Methods are spread over types of at most <see cref="MethodsPerType"/>: a type of its own for each is slow to create, and a type
/// takes no more than 65,535. The assembly asks to see the internals of this one, which the catalogue is made of.
/// Units may be added as they are made; an assembly takes a limited number, because creating a type takes longer the more there are.
/// It does not verify: the caller has, or knows why not. Safe from many threads.
/// </remarks>
/// <param name="name">The name of the assemblies.</param>
/// <param name="source">The module that the code is of, which knows what its functions are called.</param>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class CollectibleOutlet(string name, ModuleDefinition? source = null)
{
    /// <summary>The largest number of methods of one type.</summary>
    public const int MethodsPerType = 1000;

    private const int UnitsPerAssembly = 256;

    // A unit of so many methods has an assembly of its own, which nobody waits for.
    private const int LargeUnit = 32;

    private readonly Lock _gate = new();
    private Target? _target;
    private int _units;

    /// <summary>Makes a unit of <paramref name="bodies"/> in an assembly of its own.</summary>
    /// <inheritdoc cref="Add"/>
    public static CompiledUnit Load(string name, ImmutableArray<CilBody> bodies) => new CollectibleOutlet(name).Add(bodies);

    /// <summary>Makes a unit of <paramref name="bodies"/>, whose position is the index that sibling calls use.</summary>
    public CompiledUnit Add(ImmutableArray<CilBody> bodies)
    {
        if (bodies.Length >= LargeUnit)
            return Write(DefineModule(), bodies);
        lock (_gate)
        {
            if (_target is null || _units++ % UnitsPerAssembly == 0)
                _target = DefineModule();
            return Write(_target, bodies);
        }
    }

    private Target DefineModule()
    {
        // A name that is set is not parsed, an attribute that is given as bytes (ECMA-335, II.23.3: a version, a string, no named arguments) is not taken
        // apart, and its only constructor is not searched for.
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName { Name = name }, AssemblyBuilderAccess.RunAndCollect);
        assembly.SetCustomAttribute(typeof(IgnoresAccessChecksToAttribute).GetConstructors()[0], "\u0001\0\u0008Dovetail\0\0"u8.ToArray());
        return new Target(assembly.DefineDynamicModule(name));
    }

    private CompiledUnit Write(Target target, ImmutableArray<CilBody> bodies)
    {
        var types = new TypeBuilder[(bodies.Length + MethodsPerType - 1) / MethodsPerType];
        for (var i = 0; i < types.Length; i++)
            types[i] = target.DefineType();
        var methods = new MethodBuilder[bodies.Length];
        for (var i = 0; i < bodies.Length; i++)
            methods[i] = Define(types[i / MethodsPerType], bodies[i]);
        for (var i = 0; i < bodies.Length; i++)
            new MethodReplay(bodies[i], methods[i].GetILGenerator(bodies[i].Size + 16), methods, target.Fields).Run();
        var (made, tokens, sizes) = (new Type[types.Length], new int[methods.Length], new int[methods.Length]);
        for (var i = 0; i < types.Length; i++)
            made[i] = types[i].CreateType();
        for (var i = 0; i < tokens.Length; i++)
            (tokens[i], sizes[i]) = (methods[i].MetadataToken, bodies[i].Size);
        var unit = new CompiledUnit(made, tokens, sizes);
        if (source is not null && bodies.Length > 0)
            FrameNames.Add(unit.Method(0).Module.Assembly, source);
        return unit;
    }

    private static MethodBuilder Define(TypeBuilder type, CilBody body)
    {
        var parameters = new Type[body.Signature.Parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = body.Signature.Parameters[i].Clr;
        var method = type.DefineMethod(body.Name, MethodAttributes.Public | MethodAttributes.Static, body.Signature.Result.Clr, parameters);
        method.InitLocals = false;
        return method;
    }

    /// <summary>A dynamic module that units are written into.</summary>
    private sealed class Target(ModuleBuilder module)
    {
        private int _types;

        public FieldTokens Fields { get; } = new(module);

        public TypeBuilder DefineType() =>
            module.DefineType("Functions" + (_types++).ToString(CultureInfo.InvariantCulture), TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.Abstract);
    }
}

/// <summary>What a dynamic module calls the fields of the catalogue: to find out takes longer than to write the instruction. Belongs to one thread.</summary>
internal sealed class FieldTokens(ModuleBuilder module)
{
    private int[] _tokens = [];

    /// <summary>The token of the field at a position of the catalogue.</summary>
    public int this[int index]
    {
        get
        {
            if (index >= _tokens.Length)
                Array.Resize(ref _tokens, index + 64);
            ref var token = ref _tokens[index];
            return token != 0 ? token : token = module.GetFieldMetadataToken(Catalogue.FieldAt(index).Member);
        }
    }
}

/// <summary>Loaded code. The code lives as long as this object, or anything made from it that the runtime follows, does.</summary>
internal sealed class CompiledUnit
{
    private readonly Type[] _types;
    private readonly int[] _tokens;
    private readonly int[] _sizes;
    private volatile bool _isPrepared;

    // So many bytes of CIL take the JIT some 25 ms, a thread's start a tenth of one.
    private const int WorthAThread = 16 << 10;

    // The entry points that were asked for, once they are of machine code; until then 0, and 1 from the first question on.
    private readonly nint[] _entries;

    /// <param name="sizes">The bytes of CIL of each method; 0 for what is machine code already.</param>
    internal CompiledUnit(Type[] types, int[] tokens, int[] sizes) =>
        (_types, _tokens, _sizes, _entries) = (types, tokens, sizes, new nint[tokens.Length]);

    /// <summary>Whether <see cref="PrepareAll"/> has ended.</summary>
    public bool IsPrepared => _isPrepared;

    /// <summary>The method made from the body at <paramref name="index"/>.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The tokens are of a module made at run time.")]
    public MethodInfo Method(int index) =>
        (MethodInfo)_types[index / CollectibleOutlet.MethodsPerType].Module.ResolveMethod(_tokens[index])!;

    /// <summary>
    /// The entry point of that method; valid while this unit is alive. Who asks first gets a stub of the runtime's, which compiles the method when it is called; for who
    /// asks again, for another instance, it is compiled here.
    /// </summary>
    public nint Pointer(int index)
    {
        var entry = Volatile.Read(ref _entries[index]);
        if (entry > 1)
            return entry;
        if (entry == 1)
            return Prepare(index);
        Volatile.Write(ref _entries[index], 1);
        return Method(index).MethodHandle.GetFunctionPointer();
    }

    /// <summary>As <see cref="Pointer"/>, but compiles the method now: calls then go to its code, not by way of the runtime's stub.</summary>
    public nint PreparedPointer(int index)
    {
        var entry = Volatile.Read(ref _entries[index]);
        return entry > 1 ? entry : Prepare(index);
    }

    /// <summary>Compiles all methods to machine code now, on the stack that the caller has.</summary>
    public void PrepareAll()
    {
        for (var i = 0; i < _tokens.Length; i++)
            PrepareHere(i);
        _isPrepared = true;
    }

    /// <summary>As <see cref="PrepareAll"/>, for somebody who waits: with a second thread, which begins at the other end, where that pays.</summary>
    public void PrepareAllSoon()
    {
        var (all, largest) = (0L, 0);
        foreach (var size in _sizes)
            (all, largest) = (all + size, Math.Max(largest, size));
        if (all - largest > WorthAThread && Environment.ProcessorCount > 1)
            RoomyStack.RunBeside(PrepareAll, PrepareFromTheEnd);
        else
            PrepareAll();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Who begins at the front meets it too.")]
    private void PrepareFromTheEnd()
    {
        try
        {
            for (var i = _tokens.Length - 1; i >= 0 && Volatile.Read(ref _entries[i]) <= 1; i--)
                PrepareHere(i);
        }
        catch (Exception)
        {
            // What is left is left to the other thread.
        }
    }

    // An instance may be made where a guest has used up the stack: one that is isolated, when it is called again after it died.
    private nint Prepare(int index)
    {
        RoomyStack.Run(() => PrepareHere(index), _sizes[index]);
        return _entries[index];
    }

    private void PrepareHere(int index)
    {
        if (Volatile.Read(ref _entries[index]) > 1)
            return;
        var method = Method(index).MethodHandle;
        RuntimeHelpers.PrepareMethod(method);
        Volatile.Write(ref _entries[index], method.GetFunctionPointer());
    }
}
