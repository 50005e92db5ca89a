using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation;

/// <summary>Which functions of a module are compiled together, and when.</summary>
/// <remarks>
/// <para>A small module is one unit, compiled when it is loaded: later would save nothing, and inside a unit calls are direct. In a
/// large module each function is a unit of its own and compiled at its first call, so that a guest of twelve thousand functions costs what
/// it uses. A large module that is compiled at once is cut into units that fit the processor's cores.</para>
/// <para>Between units functions are called through references, which costs about a nanosecond more than a direct call.</para>
/// </remarks>
internal sealed class CompilationPlan
{
    /// <summary>The largest module, in bytes of code, that is compiled as a whole when it is loaded.</summary>
    public const int SmallModule = 32 << 10;

    private const int LargeUnit = 256 << 10;
    private const int FunctionsPerUnit = 1000;

    private readonly int[] _starts;
    private readonly int _functions;

    private CompilationPlan(int[] starts, int functions, bool isLazy) => (_starts, _functions, IsLazy) = (starts, functions, isLazy);

    /// <summary>Whether functions are compiled when they are first called.</summary>
    public bool IsLazy { get; }

    /// <summary>The number of units.</summary>
    public int Count => IsPerFunction ? _functions : _starts.Length;

    /// <summary>The number of functions.</summary>
    public int FunctionCount => _functions;

    private bool IsPerFunction => _starts.Length == 0;

    /// <summary>Whether a module is compiled as a whole when it is loaded.</summary>
    public static bool IsSmall(ModuleDefinition module)
    {
        var size = 0L;
        foreach (var function in module.Functions)
        {
            size += function.Body.Bytes.Length;
            if (size > SmallModule)
                return false;
        }
        return module.Functions.Length <= FunctionsPerUnit;
    }

    /// <summary>Everything is one unit.</summary>
    public static CompilationPlan Whole(ModuleDefinition module) => new([0], module.Functions.Length, false);

    /// <summary>Each function is a unit.</summary>
    public static CompilationPlan PerFunction(ModuleDefinition module) => new([], module.Functions.Length, true);

    /// <summary>Units of some size, for a module that is compiled at once. Their functions still wait for the first call of each instance.</summary>
    public static CompilationPlan Large(ModuleDefinition module)
    {
        var (starts, size) = (new List<int> { 0 }, 0);
        for (var i = 0; i < module.Functions.Length; i++)
        {
            if ((size > LargeUnit && i > starts[^1]) || i - starts[^1] == FunctionsPerUnit)
            {
                starts.Add(i);
                size = 0;
            }
            size += module.Functions[i].Body.Bytes.Length;
        }
        return new CompilationPlan([.. starts], module.Functions.Length, true);
    }

    /// <summary>The unit of a defined function.</summary>
    public int UnitOf(int function)
    {
        if (IsPerFunction)
            return function;
        if (_starts.Length == 1)
            return 0;
        var found = Array.BinarySearch(_starts, function);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The functions of a unit.</summary>
    public UnitRange this[int unit]
    {
        get
        {
            if (IsPerFunction)
                return new UnitRange(unit, 1);
            var end = unit + 1 < _starts.Length ? _starts[unit + 1] : _functions;
            return new UnitRange(_starts[unit], end - _starts[unit]);
        }
    }
}
