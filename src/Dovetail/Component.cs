using System.Collections.Immutable;
using Dovetail.Compilation.Caching;
using Dovetail.Instantiation;
using Dovetail.Runtime;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Resolution;

namespace Dovetail;

/// <summary>A component that was read, validated and compiled. Immutable and safe from many threads.</summary>
public sealed class Component
{
    private Component(ComponentCode code, ValidatedComponent validated, string? name)
    {
        Name = name;
        Closure = new ComponentClosure(code, validated, []);
        _ = code.PlanOf(validated);
    }

    /// <summary>The engine that compiled the component.</summary>
    public Engine Engine => Closure.Code.Engine;

    /// <summary>
    /// What messages call the component, escaped: the name in its section <c>component-name</c>, else the file that it was loaded from, without its folder; null
    /// where there is neither.
    /// </summary>
    public string? Name { get; }

    /// <summary>The names of the imports, in order.</summary>
    public IReadOnlyList<string> Imports => [.. Type.Imports.Items.Select(import => import.Name)];

    /// <summary>The names of the exports, in order.</summary>
    public IReadOnlyList<string> Exports => [.. Type.Exports.Items.Select(export => export.Name)];

    /// <summary>What the component imports and exports, in WIT: a world of a package made up for it, and the packages that this uses.</summary>
    /// <exception cref="InvalidException">It imports or exports what WIT has no words for: core modules, components, values.</exception>
    public WitResolution ToWit() => InterfaceDecoder.Decode(Closure.Component);

    internal ComponentType Type => Closure.Component.Type;

    internal ComponentClosure Closure { get; }

    /// <summary>Reads, validates and compiles the file at <paramref name="path"/>, text or binary.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Component Load(Engine engine, string path) => Loading.FromFile(engine, path, Load);

    /// <summary>Reads, validates and compiles what <paramref name="stream"/> holds from here to its end, text or binary.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Component Load(Engine engine, Stream stream) => Loading.FromStream(engine, stream, Load);

    /// <summary>Reads, validates and compiles a copy of <paramref name="bytes"/>, text (in UTF-8) or binary.</summary>
    /// <exception cref="MalformedException">The input is not of either format.</exception>
    /// <exception cref="InvalidException">The component breaks a rule of validation.</exception>
    /// <exception cref="UnsupportedException">The component uses a feature that is not supported.</exception>
    /// <exception cref="LimitException">The component is larger or more complex than a limit allows.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    public static Component Load(Engine engine, ReadOnlyMemory<byte> bytes) => Loading.FromBytes(engine, bytes, Load);

    /// <summary>Reads, validates and compiles a component in the text format.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    public static Component Parse(Engine engine, string text) => Loading.FromText(engine, text, Load);

    /// <summary>
    /// The calls between the components that it contains, and of its imports: what each does with values. Calls over edges of components that
    /// are themselves imports are known only when those are linked.
    /// </summary>
    public ImmutableArray<Adapter> Adapters => field.IsDefault ? field = PlanAdapters.Of(Closure.Code.PlanOf(Closure.Component)) : field;

    /// <summary>What of the component's modules is compiled, together.</summary>
    public CompilationStatistics Statistics
    {
        get
        {
            var sum = default(CompilationStatistics);
            foreach (var module in Closure.Code.Modules)
                sum = sum.Plus(module.Statistics);
            return sum;
        }
    }

    /// <summary>Compiles all functions of all modules, one module after the other. See <see cref="Module.CompileAll"/>.</summary>
    /// <inheritdoc cref="Module.CompileAll"/>
    public void CompileAll(CompileOptions? options = null, CancellationToken cancellation = default)
    {
        foreach (var module in Closure.Code.Modules)
            module.CompileAll(options, cancellation);
    }

    /// <summary>
    /// Compiles the functions whose code is in the engine's cache (<see cref="EngineOptions.Cache"/>): those that an earlier process called, in the order in which it did, on as many
    /// threads as there are processors, up to four. Meant to be called beside the thread that begins to use the component; does nothing without a cache, nor for small modules, whose code was loaded
    /// with them.
    /// </summary>
    /// <param name="cancellation">Ends it after a function; what was compiled stays.</param>
    public void CompileCached(CancellationToken cancellation = default)
    {
        foreach (var module in Closure.Code.Modules)
            module.Code.CompileCached(cancellation);
    }

    /// <summary>Compiles all functions of all modules ahead of time. See <see cref="Module.MakeResidentAsync"/>.</summary>
    /// <inheritdoc cref="Module.MakeResidentAsync"/>
    public async Task MakeResidentAsync(ResidentOptions? options = null, CancellationToken cancellation = default)
    {
        foreach (var module in Closure.Code.Modules)
            await module.MakeResidentAsync(options, cancellation).ConfigureAwait(false);
    }

    /// <summary>Compiles a component that was validated.</summary>
    internal static Component Compile(Engine engine, ValidatedComponent validated, string? path = null) =>
        Compile(engine, validated, path, new CachedModules(engine));

    private static Component Compile(Engine engine, ValidatedComponent validated, string? path, CachedModules cached)
    {
        engine.ThrowIfDisposed();
        var name = ComponentNames.Read(validated.Definition).Component is { Length: > 0 } given ? given : Path.GetFileName(path);
        return new Component(new ComponentCode(engine, cached), validated, name is null ? null : ShownName.Of(name));
    }

    /// <summary>Reads, validates and compiles bytes that are given away; <paramref name="name"/> is what messages call them.</summary>
    internal static Component Load(Engine engine, byte[] bytes, string? name)
    {
        engine.ThrowIfDisposed();
        var cached = new CachedModules(engine);
        var validated = ComponentValidator.Validate(
            WasmInput.IsBinary(bytes) ? ComponentDecoder.Decode(bytes, cached.IsKnown) : WasmInput.ReadComponent(bytes, name),
            engine.Options.FeaturesInComponents & WasmFeatures.Supported,
            engine.Options.ComponentFeatures);
        cached.AddValid();
        return Compile(engine, validated, name, cached);
    }
}
