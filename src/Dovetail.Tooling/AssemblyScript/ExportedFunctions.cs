using System.Collections.Immutable;
using Dovetail.Tooling.AssemblyScript.Shapes;
using Dovetail.Tooling.Emission;
using Dovetail.Tooling.New;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>Emits the functions that the world wants of the program: lower the arguments, call, lift the result.</summary>
/// <remarks>
/// An argument is pinned until the call returns. A result is kept only where temporaries are made for it: else nothing is allocated between the
/// call and the moment when the result has been read. Arguments are unpinned before the result is pinned, for a program may return one of them,
/// and nothing may be pinned twice.
/// </remarks>
internal sealed class ExportedFunctions(
    ScriptModule program, WitWorld world, ScriptDeclarations declarations, ShapeBuilder shapes, AdapterCode adapter)
{
    private const string ArgumentsLength = "__setArgumentsLength";

    private static readonly FunctionType s_i32ToNone = new([ValType.I32], []);

    public void Emit()
    {
        var functions = WorldFunctions.In(world.Exports);
        var names = ScriptNames.Of([.. functions.Select(function => (function.Owner, function.Function.Name))]);
        var taken = names.Select(Spellings.Camel).ToHashSet(StringComparer.Ordinal);
        var errors = new ErrorList();
        foreach (var (function, name) in functions.Zip(names))
        {
            // One that could do with its own name may have that of its interface in front, too.
            var longer = $"{function.Owner}-{function.Function.Name}";
            errors.Try(() => Emit(function, function.Owner is null || taken.Contains(Spellings.Camel(longer)) ? [name] : [name, longer]));
        }
        errors.ThrowIfAny();
        if (functions.Any(function => NeedsRealloc(function.Function))
            || WorldFunctions.In(world.Imports).Any(function => function.Function.Type.Result is { Facts.ContainsPointer: true }))
        {
            adapter.Path = "the world";
            adapter.Module.Export("cabi_realloc", adapter.Realloc);
        }
    }

    private static bool NeedsRealloc(WitFunction function) => Flattening.FlattenParameters(function.Type).IsDefault
        || function.Parameters.Any(parameter => parameter.Type.Type.Facts.ContainsPointer);

    private void Emit(PlacedFunction placed, string[] labels)
    {
        var function = placed.Function;
        if (function.IsAsync || placed.Item is { Interface: var owner } && owner.Types.Any(type => type.Body is ResourceBody))
        {
            throw new UnsupportedException(
                $"{(function.IsAsync ? "asynchronous functions" : "resources")} that AssemblyScript exports: {placed.Path}; a function that takes and gives records would do");
        }
        adapter.Path = placed.Path;
        var name = FindExport(placed, labels);
        var signature = declarations.Exports.GetValueOrDefault(name);
        var optional = program.Function(name)!.Parameters.Length - function.Parameters.Length;
        if (signature is not null && signature.Parameters.Length != program.Function(name)!.Parameters.Length)
        {
            throw new InvalidException($"`{name}` has {program.Function(name)!.Parameters.Length} parameters in the module and "
                + $"{signature.Parameters.Length} in the declarations: these are another module's");
        }
        var parameters = function.Parameters.Select((parameter, i) =>
            shapes.Build(parameter.Type, signature is not null && i < signature.Parameters.Length ? signature.Parameters[i] : null,
                new TypePath($"{placed.Path}, parameter `{parameter.Name}`", $"{function.Name}-{parameter.Name}"), makes: true)).ToImmutableArray();
        var result = function.Result is null ? null
            : shapes.Build(function.Result, signature?.Result, new TypePath($"{placed.Path}, result", $"{function.Name}-result"), makes: false);
        Check(placed, name, parameters, result, optional);
        Emit(placed, name, parameters, result, optional);
    }

    private string FindExport(PlacedFunction placed, string[] labels)
    {
        List<string> names = [.. labels.SelectMany(Spellings.Of)];
        List<string> found = [.. names.Where(name => program.Function(name) is not null)];
        var wanted = string.Join(", ", names.Where(name => !name.Contains('-') && !name.EndsWith('_')).Select(name => $"`{name}`"));
        return found.Count > 0 ? found[0] : throw new InvalidException(
            $"the world exports {placed.Path}: {placed.Function.Type}, and the module exports none of {wanted}; it exports {Exported()}");
    }

    private string Exported()
    {
        List<string> names = [.. program.ExportNames.Where(name => !name.StartsWith("__", StringComparison.Ordinal) && program.Function(name) is not null).Select(name => $"`{name}`")];
        return names.Count == 0 ? "no function" : string.Join(", ", names);
    }

    private void Check(PlacedFunction placed, string name, ImmutableArray<Shape> parameters, Shape? result, int optional)
    {
        var found = program.Function(name)!;
        var hasDefaults = program.Function(ArgumentsLength) is not null;
        var expected = new FunctionType(
            [.. parameters.Select(parameter => parameter.Storage.CoreType())], result is null ? [] : [result.Storage.CoreType()]);
        var fits = optional >= 0 && (optional == 0 || hasDefaults)
            && expected.Parameters.SequenceEqual(found.Parameters.Take(parameters.Length)) && expected.Results.SequenceEqual(found.Results);
        if (!fits)
        {
            var declared = declarations.Exports.TryGetValue(name, out var signature) ? $" ({signature})" : "";
            throw new InvalidException(
                $"the world wants {placed.Path} to be {placed.Function.Type}, which is {expected} for AssemblyScript; found `{name}` {found}{declared}");
        }
    }

    private void Emit(PlacedFunction placed, string name, ImmutableArray<Shape> parameters, Shape? result, int optional)
    {
        var flat = FlatValues.Of(Flattening.FlattenParameters(placed.Function.Type));
        var isFlatResult = result is null || result.Flat is { IsDefault: false, Length: <= Flattening.MAX_FLAT_RESULTS };
        ImmutableArray<ValType> results = result is null ? [] : isFlatResult ? result.Flat : [ValType.I32];
        var export = placed.Item is null ? placed.Function.Name : $"{placed.Item.Name}#{placed.Function.Name}";
        var keeps = !isFlatResult && result!.NeedsTemporaries;
        var function = adapter.Module.Define($"export {export}", new FunctionType(flat.IsDefault ? [ValType.I32] : flat, results), code =>
        {
            var area = isFlatResult ? -1 : code.Local(ValType.I32);
            if (!isFlatResult)
            {
                code.Call(adapter.Area(result!.Size)).Set(area);
            }
            var arguments = LowerArguments(code, parameters, flat.IsDefault);
            EmitCall(code, name, arguments, optional);
            var value = result is null ? -1 : code.Local(result.Storage.CoreType());
            if (result is not null)
            {
                code.Set(value);
            }
            foreach (var (local, _) in arguments.Zip(parameters).Where(pair => pair.Second.IsReference))
            {
                code.Get(local).Call(adapter.Unpin);
            }
            EmitResult(code, result, value, area, keeps);
        });
        adapter.Module.Export(export, function);
        if (keeps || adapter.MustCollect)
        {
            adapter.Module.Export($"cabi_post_{export}", adapter.Module.Shared(("post", keeps, new FunctionType(results, [])), "post-return",
                new FunctionType(results, []), code => adapter.EmitPostReturn(code, keeps)));
        }
    }

    private List<int> LowerArguments(CodeBuilder code, ImmutableArray<Shape> parameters, bool isSpilled)
    {
        var locals = new List<int>();
        var (next, offsets) = (0, new CanonicalFields());
        foreach (var parameter in parameters)
        {
            if (isSpilled)
            {
                parameter.LowerMemory(adapter, code, 0, offsets.Add(parameter.Type));
            }
            else
            {
                int[] flat = [.. Enumerable.Range(next, parameter.Flat.Length)];
                next += flat.Length;
                parameter.LowerFlat(adapter, code, flat);
            }
            if (parameter.IsReference)
            {
                code.Call(adapter.Pin);
            }
            var local = code.Local(parameter.Storage.CoreType());
            code.Set(local);
            locals.Add(local);
        }
        if (isSpilled)
        {
            code.Get(0).Call(adapter.Unpin);
        }
        return locals;
    }

    // What WIT does not give has its default.
    private void EmitCall(CodeBuilder code, string name, List<int> arguments, int optional)
    {
        var type = program.Function(name)!;
        if (program.Function(ArgumentsLength) is { } setter && setter.Equals(s_i32ToNone))
        {
            code.Const((uint)arguments.Count).Call(adapter.Exported(ArgumentsLength, s_i32ToNone));
        }
        foreach (var local in arguments)
        {
            code.Get(local);
        }
        foreach (var missing in type.Parameters.TakeLast(optional))
        {
            code.Zero(missing);
        }
        code.Call(adapter.Exported(name, type));
    }

    private void EmitResult(CodeBuilder code, Shape? result, int value, int area, bool keeps)
    {
        if (result is null)
        {
            return;
        }
        if (area < 0)
        {
            result.LiftFlat(adapter, code, value);
            return;
        }
        if (keeps)
        {
            adapter.EmitKeepResult(code, value);
        }
        result.LiftMemory(adapter, code, value, area, 0);
        code.Get(area);
    }
}
