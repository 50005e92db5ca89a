using System.Runtime.CompilerServices;
using Dovetail.Compilation;
using Dovetail.Compilation.Caching;
using Dovetail.Instantiation;
using Dovetail.Runtime;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail;

/// <summary>A core module that was read and validated, with its code. Immutable and safe from many threads.</summary>
/// <remarks>When its functions are compiled, <see cref="EngineOptions.CompileMode"/> says.</remarks>
public sealed class Module
{
    private readonly int[] _functionTypes;

    internal Module(Engine engine, ModuleDefinition definition, ModuleCode code)
    {
        Engine = engine;
        Definition = definition;
        Code = code;
        Types = engine.Types.Intern(definition.Types, definition.Groups);
        var exports = new Dictionary<string, Export>(definition.Exports.Length, StringComparer.Ordinal);
        foreach (var export in definition.Exports)
            exports.Add(export.Name, export);
        Exports = exports;
        Template = new InstanceTemplate(definition, engine.Options.CopiesImages);
        var functions = new List<int>(definition.Functions.Length);
        foreach (var import in definition.Imports)
        {
            if (import.Type is FunctionImport function)
                functions.Add(function.TypeIndex);
        }
        foreach (var function in definition.Functions)
            functions.Add(function.TypeIndex);
        _functionTypes = [.. functions];
        ImportedFunctions = _functionTypes.Length - definition.Functions.Length;
    }

    /// <summary>The engine that compiled the module.</summary>
    public Engine Engine { get; }

    /// <summary>The module as it was read.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>The compiled functions.</summary>
    internal ModuleCode Code { get; }

    /// <summary>The types by their index; engine-wide.</summary>
    internal CanonicalType[] Types { get; }

    /// <summary>The exports by their name.</summary>
    internal IReadOnlyDictionary<string, Export> Exports { get; }

    /// <summary>What its instances have in common.</summary>
    internal InstanceTemplate Template { get; }

    /// <summary>How many functions are imported.</summary>
    internal int ImportedFunctions { get; }

    /// <summary>Reads, validates and compiles the file at <paramref name="path"/>, text or binary.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Module Load(Engine engine, string path) => Loading.FromFile(engine, path, Load);

    /// <summary>Reads, validates and compiles what <paramref name="stream"/> holds from here to its end, text or binary.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Module Load(Engine engine, Stream stream) => Loading.FromStream(engine, stream, Load);

    /// <summary>Reads, validates and compiles a copy of <paramref name="bytes"/>, text (in UTF-8) or binary.</summary>
    /// <exception cref="MalformedException">The input is not of either format.</exception>
    /// <exception cref="InvalidException">The module breaks a rule of WebAssembly.</exception>
    /// <exception cref="UnsupportedException">The module uses a feature that is not supported, or .NET cannot compile at run time here.</exception>
    /// <exception cref="LimitException">The module is larger or more complex than a limit allows.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    public static Module Load(Engine engine, ReadOnlyMemory<byte> bytes) => Loading.FromBytes(engine, bytes, Load);

    /// <summary>Reads, validates and compiles a module in the text format.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    public static Module Parse(Engine engine, string text) => Loading.FromText(engine, text, Load);

    /// <summary>What of the module is compiled, and how much of that .NET's compiler does not optimise.</summary>
    public CompilationStatistics Statistics => Code.Statistics;

    /// <summary>
    /// Compiles all functions that are not compiled yet, to machine code, on several threads. Best called before the first instance is made:
    /// functions then call each other directly in larger parts of the module.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is not greater than zero.</exception>
    /// <exception cref="LimitException">A function is too complex.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled; what was compiled stays.</exception>
    public void CompileAll(CompileOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= CompileOptions.Default;
        if (options.MaxThreads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(options));
        Code.CompileAll(options, cancellation);
    }

    /// <summary>
    /// Compiles all functions ahead of time, in the background, with .NET's own compiler for that (<see cref="ResidentOptions"/>): functions that were not
    /// called before it ends start as machine code, and .NET optimises those that are called often again. What is made resident is never unloaded.
    /// </summary>
    /// <remarks>It takes longer than <see cref="CompileAll"/>, but leaves the program's threads alone. Functions go on being compiled at their first call meanwhile.</remarks>
    /// <exception cref="UnsupportedException">The compiler is not there; see <see cref="ResidentOptions.IsAvailable"/>.</exception>
    /// <exception cref="InvalidOperationException">The compiler failed; the module stays as it was.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public Task MakeResidentAsync(ResidentOptions? options = null, CancellationToken cancellation = default)
    {
        var compiler = (options ?? ResidentOptions.Default) is { IsAvailable: true, Compiler: { } path }
            ? path
            : throw new UnsupportedException("ahead-of-time compilation without crossgen2");
        return Task.Run(() => Code.MakeResident(compiler, cancellation), cancellation);
    }

    /// <summary>Compiles what was validated, or takes its code from what is kept of it.</summary>
    internal static Module Compile(Engine engine, ValidatedModule module, CacheSession? cache = null)
    {
        engine.ThrowIfDisposed();
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw Function.NotWithoutDynamicCode();
        var code = ModuleCompiler.Compile(module, engine.Options.CompileMode, cache, engine.Options.MetersFuel);
        var compiled = new Module(engine, module.Definition, code);
        if (engine.Options.CompileMode == CompileMode.Eager)
            compiled.CompileAll();
        return compiled;
    }

    /// <summary>A reference to the defined function at <paramref name="index"/> (imports counted) of <paramref name="instance"/>.</summary>
    internal FunctionReference CreateReference(ModuleInstance instance, int index)
    {
        var (defined, type) = (index - ImportedFunctions, Types[_functionTypes[index]]);
        if (Code.IsLazy && !instance.IsLinked(Code.UnitOf(defined)))
            return new FunctionReference(Code.LazyPointer(defined), type, new LazyModuleFunction(instance, index), ModuleCode.LargestFrame, index);
        return new FunctionReference(Code.Pointer(defined), type, instance, Code.FrameSize(defined), index);
    }

    /// <summary>What a value type of the module is in the engine.</summary>
    internal ResolvedType Resolve(ValType type) => Runtime.CanonicalTypes.Resolve(type, Definition.Types, Types);

    /// <summary>See <see cref="ModuleCode.SlotOf"/>.</summary>
    internal int SlotOf(int global) => Code.SlotOf(global);

    /// <summary>Reads, validates and compiles bytes that are given away; <paramref name="name"/> is what messages call them.</summary>
    internal static Module Load(Engine engine, byte[] owned, string? name)
    {
        engine.ThrowIfDisposed();
        var features = engine.Options.Features & WasmFeatures.Supported;
        if (engine.Options.Cache is not { } cache || !WasmInput.IsBinary(owned))
            return Compile(engine, ModuleValidator.Validate(WasmInput.ReadModule(owned, name), features));
        var session = cache.Open(owned, features, engine.Options.MetersFuel);
        if (session.IsKnown)
            return Compile(engine, ModuleValidator.ValidateDeclarations(ModuleDecoder.DecodeDeclarations(owned), features), session);
        var module = ModuleValidator.Validate(ModuleDecoder.Decode(owned), features);
        session.AddValid();
        return Compile(engine, module, session);
    }
}
