using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Generates the code of one function: values of a wanted type and statements, by <see cref="Producers"/>, until its budget is spent.</summary>
/// <param name="plan">The module, whose types may grow by those of blocks.</param>
/// <param name="function">The function, whose locals grow.</param>
/// <param name="budget">About how many instructions with operands there will be.</param>
internal sealed class Body(ModulePlan plan, FunctionPlan function, SeededRandom random, int budget)
{
    private const int DeepestNesting = 6;
    private readonly List<Label> _labels = [function.Label];
    private int _budget = budget;
    private int _depth;

    public ModulePlan Plan => plan;

    public FunctionPlan Function => function;

    public SeededRandom Random => random;

    /// <summary>The labels that a branch may aim at, the innermost last.</summary>
    public IReadOnlyList<Label> Labels => _labels;

    /// <summary>The number of the function among those that are defined, so that calls go down as a rule.</summary>
    public int Number { get; init; }

    /// <summary>Generates the whole body.</summary>
    public ImmutableArray<Code> Generate() =>
        [Fuel.EnterFunction(this), .. Statements(1 + random.Below(6)), .. Mixing.SomeLocals(this), .. function.Type.Results.Select(Value)];

    /// <summary>A value of the type, every bit of which is determined but for the NaN of a scalar.</summary>
    public Code Value(ValType type)
    {
        var value = Expression(type);
        return type == ValType.V128 ? Exact(value) : value;
    }

    /// <summary>A value of the type; a vector may hold open NaNs.</summary>
    public Code Expression(ValType type)
    {
        if (_budget <= 0 || _depth >= DeepestNesting * 2 || random.OneIn(4)) return Leaves.Make(this, type);
        _budget--;
        _depth++;
        try
        {
            for (var tries = 0; tries < 6; tries++)
            {
                if (Producers.Pick(this, type)?.Make(this, type) is { } code) return code;
            }

            return Leaves.Make(this, type);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Code that leaves nothing on the stack.</summary>
    public Code Statement()
    {
        _budget--;
        _depth++;
        try
        {
            for (var tries = 0; tries < 6; tries++)
            {
                if (Producers.Pick(this, null)?.Make(this, null) is { } code) return code;
            }

            return Make.Op(Opcode.Nop);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Some statements, fewer where the budget ends.</summary>
    public ImmutableArray<Code> Statements(int count)
    {
        var statements = ImmutableArray.CreateBuilder<Code>();
        for (var i = 0; i < count && (i == 0 || _budget > 0) && _depth < DeepestNesting; i++) statements.Add(Statement());
        return statements.ToImmutable();
    }

    /// <summary>The body of a block: statements, then its results.</summary>
    public ImmutableArray<Code> Inside(Label label, Func<ImmutableArray<Code>> generate)
    {
        _labels.Add(label);
        var code = generate();
        _labels.RemoveAt(_labels.Count - 1);
        return code;
    }

    /// <summary>A value whose open NaNs are replaced.</summary>
    public Code Exact(Code value) => Make.WithoutOpenNaNs(value, NewHiddenLocal);

    /// <summary>A new local; of a reference that is never null, one that may be.</summary>
    public int NewLocal(ValType type)
    {
        function.Locals.Add(type.IsReference ? ValType.Ref(true, type.Heap) : type);
        return function.Locals.Count - 1;
    }

    /// <summary>A new local that only the caller's code reads.</summary>
    public int NewHiddenLocal(ValType type)
    {
        var local = NewLocal(type);
        function.Hidden.Add(local);
        return local;
    }

    /// <summary>Takes values from the stack, the first of <paramref name="types"/> the lowest, into new locals.</summary>
    public ImmutableArray<Code> PopIntoLocals(ImmutableArray<ValType> types) =>
        [.. types.Reverse().Select(type => Make.Indexed(Opcode.LocalSet, NewLocal(type), []))];

    /// <summary>The type of a block; one that only an index can name becomes a type of the module.</summary>
    public BlockType BlockType(ImmutableArray<ValType> parameters, ImmutableArray<ValType> results) => (parameters.Length, results.Length) switch
    {
        (0, 0) => Wasm.Instructions.BlockType.Empty,
        (0, 1) when !random.OneIn(4) || !plan.Has(WasmFeatures.MultiValue) => Wasm.Instructions.BlockType.Of(results[0]),
        _ => Wasm.Instructions.BlockType.Indexed(plan.TypeIndexOf(parameters, results)),
    };

    /// <summary>A type that variables, parameters and blocks have here.</summary>
    public ValType AnyType() => TypePool.Any(plan, random);
}
