using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Types;

namespace Dovetail.Cli;

/// <summary>An exported function that the command line can call.</summary>
/// <param name="Interface">The interface that it belongs to; null for none.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Type">Its type; for a core function, numbers with a sign.</param>
/// <param name="Call">Calls it; null is the result of a function that has none.</param>
internal sealed record Callable(string? Interface, string Name, WitFunctionType Type, Func<ImmutableArray<WitValue>, WitValue?> Call)
{
    /// <summary>Why the command line cannot call it after all; null where it can.</summary>
    public string? Refusal { get; private init; }

    /// <summary>The name as a call in WAVE writes it.</summary>
    public string FullName => Interface is null ? Name
        : Interface.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? $"{Interface[..at]}.{Name}{Interface[at..]}"
        : $"{Interface}.{Name}";

    /// <summary>Whether <paramref name="call"/> means this function. A call may leave out the version, or the interface altogether.</summary>
    public bool Matches(WaveCall call) => call.Function == Name
        && (call.Interface is null || call.Interface == Interface
            || Interface?.StartsWith(call.Interface + "@", StringComparison.Ordinal) == true);

    /// <summary>The functions of a component and of the interfaces that it exports.</summary>
    public static IReadOnlyList<Callable> Of(ComponentInstance instance) =>
    [
        .. Of(null, instance),
        .. instance.Interfaces.SelectMany(name => Of(name, instance.GetInterface(name))),
    ];

    /// <summary>The functions of a core module. Those whose types are not numbers alone, of which WAVE has no values, are refused.</summary>
    public static IReadOnlyList<Callable> Of(ModuleInstance instance)
    {
        var callables = new List<Callable>();
        foreach (var export in instance.Module.Definition.Exports)
        {
            if (export.Kind != ExternKind.Function)
            {
                continue;
            }
            var function = instance.GetFunction(export.Name);
            callables.Add(TypeOf(function.Type) is { } type
                ? new Callable(null, export.Name, type, Invoker(function))
                : new Callable(null, export.Name, new WitFunctionType([], null), Invoker(function))
                {
                    Refusal = $"its type is {function.Type}; only numbers can be written in WAVE",
                });
        }
        return callables;
    }

    private static IEnumerable<Callable> Of(string? @interface, ComponentInstance instance) => instance.Functions.Select(name =>
    {
        var type = instance.GetFunctionType(name);
        return new Callable(@interface, name, type, arguments =>
        {
            var result = instance.Call(name, arguments.AsSpan());
            return type.Result is null ? (WitValue?)null : result;
        });
    });

    private static Func<ImmutableArray<WitValue>, WitValue?> Invoker(Function function) => arguments =>
    {
        var numbers = new object[arguments.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = ToCore(arguments[i]);
        }
        var results = function.Invoke(numbers);
        return results.Length switch
        {
            0 => (WitValue?)null,
            1 => ToWit(results[0]),
            _ => Several(results),
        };
    };

    // By themselves, here and below, so that a function of one result does not wait for LINQ's assembly.
    private static WitValue Several(object?[] results) => WitValue.Tuple([.. results.Select(ToWit)]);

    private static TupleType Several(ImmutableArray<ValType> results) => new([.. results.Select(TypeOf)]);

    private static WitFunctionType? TypeOf(FunctionType type)
    {
        if (!AreNumbers(type.Parameters) || !AreNumbers(type.Results))
        {
            return null;
        }
        var parameters = new FunctionParameter[type.Parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            // Put together without interpolation, for which the base library makes a pool of arrays.
            parameters[i] = new FunctionParameter("p" + i.ToString(CultureInfo.InvariantCulture), TypeOf(type.Parameters[i]));
        }
        var result = type.Results.Length switch
        {
            0 => null,
            1 => TypeOf(type.Results[0]),
            _ => Several(type.Results),
        };
        return new WitFunctionType(ImmutableCollectionsMarshal.AsImmutableArray(parameters), result);
    }

    private static bool AreNumbers(ImmutableArray<ValType> types)
    {
        for (var i = 0; i < types.Length; i++)
        {
            if (!types[i].IsNumber)
            {
                return false;
            }
        }
        return true;
    }

    private static WitType TypeOf(ValType type) => new PrimitiveType(type.Kind switch
    {
        ValKind.I32 => PrimitiveKind.S32,
        ValKind.I64 => PrimitiveKind.S64,
        ValKind.F32 => PrimitiveKind.F32,
        _ => PrimitiveKind.F64,
    });

    private static object ToCore(WitValue value) => value.Kind switch
    {
        WitValueKind.S32 => (object)(int)value,
        WitValueKind.S64 => (long)value,
        WitValueKind.F32 => (float)value,
        _ => (double)value,
    };

    private static WitValue ToWit(object? value) => value switch
    {
        // Each by its own conversion: left to themselves, all would become double first.
        int number => (WitValue)number,
        long number => (WitValue)number,
        float number => (WitValue)number,
        double number => (WitValue)number,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
