using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Verification;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// The methods of one adapter while they are written: the first is the adapter, the others move large types that are parts of values. Each
/// type has one method for lifting and one for lowering, in either direction, however often it occurs: code grows with what a type takes
/// to be stored, not with what it would take to be written out.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class AdapterUnit
{
    private static readonly CilSignature LiftSignature = new([CilTypes.Int64, RuntimeMembers.FunctionOwner], CilTypes.Void);
    private static readonly CilSignature LowerSignature =
        new([CilTypes.Int64, CilTypes.Int64, RuntimeMembers.FunctionOwner], CilTypes.Void);

    private readonly AdapterShape _shape;
    private readonly List<CilBody> _bodies = [];
    private readonly Dictionary<AdapterPart, int> _indices = [];
    private readonly Queue<AdapterPart> _pending = [];

    private AdapterUnit(AdapterShape shape) => _shape = shape;

    /// <summary>The methods of the adapter for <paramref name="shape"/>. A pure function.</summary>
    /// <exception cref="LimitException">The types are more than the JIT can take in bounded time.</exception>
    public static ImmutableArray<CilBody> Emit(AdapterShape shape)
    {
        var unit = new AdapterUnit(shape);
        unit._bodies.Add(new AdapterEmitter(unit, shape).Emit());
        while (unit._pending.TryDequeue(out var part))
            unit._bodies.Add(unit.EmitPart(part));
        unit.EnterLargeFrames();
        return [.. unit._bodies];
    }

    /// <summary>What the verifier may count on: who binds an adapter to functions compares their types.</summary>
    public static VerificationContext PromisesOf(AdapterShape shape, ImmutableArray<CilBody> bodies)
    {
        var large = new Dictionary<int, int>();
        for (var i = 0; i < bodies.Length; i++)
        {
            if (StackCheck.FrameSize(bodies[i]) is > StackCheck.SmallFrame and var frame)
                large.Add(i, frame);
        }
        return new VerificationContext
        {
            Owner = AdapterMembers.FusedFunction,
            OwnerFunctions = new Dictionary<CatalogueField, CilSignature>
            {
                [AdapterMembers.Core] = CoreSignatures.Of(CoreType(shape)),
                [AdapterMembers.PostReturn] = CoreSignatures.Of(PostReturnType(shape)),
            },
            UnitSignatures = [.. bodies.Select(body => body.Signature)],
            LargeFrames = large,
        };
    }

    /// <summary>The type of the function that the adapter calls.</summary>
    public static FunctionType CoreType(AdapterShape shape) => FrameEmitter.CoreType(shape.Lift);

    /// <summary>The type of the <c>post-return</c> that it calls.</summary>
    public static FunctionType PostReturnType(AdapterShape shape) => FrameEmitter.CoreType(CanonLower.PostReturn(shape.Lift));

    /// <summary>How strings lie in the memory of a side.</summary>
    public StringEncoding EncodingOf(bool isCallee) => isCallee ? _shape.Options.CalleeEncoding : _shape.Options.CallerEncoding;

    /// <summary>How wide addresses and lengths are in the memory of a side.</summary>
    public PointerType PointerOf(bool isCallee) => isCallee ? _shape.CalleePointer : _shape.CallerPointer;

    /// <summary>The index and signature of the method for a part, which is written later.</summary>
    public (int Index, CilSignature Signature) MethodFor(AdapterPart part)
    {
        if (!_indices.TryGetValue(part, out var index))
        {
            _indices.Add(part, index = _indices.Count + 1);
            _pending.Enqueue(part);
        }
        return (index, part.IsLift ? LiftSignature : LowerSignature);
    }

    private CilBody EmitPart(AdapterPart part)
    {
        var method = new AdapterMethod(this, part.Name, part.IsLift ? LiftSignature : LowerSignature);
        var source = method.KeepArgument(0);
        if (part.IsLift)
        {
            var lift = new LiftEmitter(method, part.IsResult);
            if (part.Type is AdaptedFields)
                lift.Fields(part, source, 0);
            else
                lift.Whole(part.Type, source, 0);
        }
        else
        {
            var lower = new LowerEmitter(method, part.IsResult);
            var target = method.KeepArgument(1);
            if (part.Type is AdaptedFields)
                lower.Fields(part, source, 0, target, 0);
            else
                lower.Whole(part.Type, source, 0, target, 0);
        }
        method.Code.Return();
        return method.Finish();
    }

    // A method whose frame may be large is called by way of a small one, which makes sure of the stack.
    private void EnterLargeFrames()
    {
        var count = _bodies.Count;
        for (var i = 0; i < count; i++)
        {
            var body = _bodies[i];
            Complexity.Check(body);
            if (StackCheck.FrameSize(body) is <= StackCheck.SmallFrame)
                continue;
            _bodies[i] = StackCheck.WriteEntry(body.Name + "_entry", body.Signature, _bodies.Count, StackCheck.FrameSize(body));
            _bodies.Add(body);
        }
    }
}
