using System.Collections.Immutable;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Adapters;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Fuzzing.Specification;
using Dovetail.Tests.Compilation.Verification;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Compilation.Adapters;

public sealed class AdapterVerificationTests
{
    private static readonly PrimitiveType Text = PrimitiveType.Of(PrimitiveKind.String);

    [Fact]
    public void Adapters_of_random_types_are_proven_safe()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var choices = new Choices((ulong)seed);
            var types = new TypeMaker(choices, ModelParts.Executed, [new ResourceType("r"), new ResourceType("s")]);
            var type = new WitFunctionType([new("a", types.Type(true)), new("b", types.Type(true))], types.Type(false));
            var shape = AdapterShape.Of(FunctionPlan.Of(type, (PointerType)choices.Below(2)), FunctionPlan.Of(type, (PointerType)choices.Below(2)), new AdapterOptions(
                (StringEncoding)choices.Below(3), (StringEncoding)choices.Below(3), seed % 2 == 0, (Entering)(seed % 3)));
            AdapterCompiler.Verify(shape, AdapterUnit.Emit(shape));
        }
    }

    [Fact]
    public void Every_forgotten_check_of_an_adapter_is_caught()
    {
        var kinds = new HashSet<string>();
        foreach (var shape in Shapes())
        {
            var bodies = AdapterUnit.Emit(shape);
            var promises = AdapterUnit.PromisesOf(shape, bodies);
            for (var i = 0; i < bodies.Length; i++)
            {
                foreach (var (mutation, at, mutant) in Mutants.Of(bodies[i], promises).Concat(OfAdapter(bodies[i])))
                {
                    kinds.Add(mutation);
                    var caught = Record.Exception(() => CilVerifier.Verify(mutant, promises with { Index = i }));
                    Assert.True(caught is VerificationException, $"{mutant.Name} {at}: {mutation}");
                }
            }
        }
        Assert.Superset(new HashSet<string>
        {
            "own owner for a reference", "pointer of no reference", "no poll", "no check of the stack", "another function of the owner",
            "owner of another function", "another signature", "side for a memory", "a string as another class",
        }, kinds);
    }

    [Fact]
    public void What_the_owner_is_not_bound_to_cannot_be_called()
    {
        var shape = Shapes().First();
        var bodies = AdapterUnit.Emit(shape);
        var promises = AdapterUnit.PromisesOf(shape, bodies) with { Index = 0 };
        CilVerifier.Verify(bodies[0], promises);
        var fault = Assert.Throws<VerificationException>(() => CilVerifier.Verify(bodies[0], promises with
        {
            OwnerFunctions = promises.OwnerFunctions!.Where(each => each.Key != AdapterMembers.Core).ToDictionary(),
        }));
        Assert.Contains("a compared type", fault.Rule, StringComparison.Ordinal);
    }

    private static IEnumerable<AdapterShape> Shapes()
    {
        var point = new RecordType([new("id", PrimitiveType.Of(PrimitiveKind.U32)), new("name", Text), new("flag", PrimitiveType.Of(PrimitiveKind.Bool))]);
        var choice = new VariantType([new("a", new ListType(point)), new("b", PrimitiveType.Of(PrimitiveKind.Char)), new("c", null)]);
        yield return Of(PrimitiveType.Of(PrimitiveKind.U32), PrimitiveType.Of(PrimitiveKind.F64));
        yield return Of(Text, Text);
        yield return Of(new ListType(Text), Text, PointerType.I64, PointerType.I32);
        yield return Of(point, new ListType(point), PointerType.I32, PointerType.I64);
        yield return Of(new ListType(new ListType(choice)), choice);
        yield return Of(new TupleType([.. Enumerable.Repeat<WitType>(point, 8)]), new ListType(PrimitiveType.Of(PrimitiveKind.Bool)));
    }

    private static AdapterShape Of(WitType parameter, WitType result, PointerType caller = PointerType.I32, PointerType callee = PointerType.I32)
    {
        var type = new WitFunctionType([new("p", parameter)], result);
        return AdapterShape.Of(FunctionPlan.Of(type, caller), FunctionPlan.Of(type, callee), new AdapterOptions(StringEncoding.Utf8, StringEncoding.Utf16, true, Entering.Callee));
    }

    // What is particular to adapters.
    private static IEnumerable<(string, int, CilBody)> OfAdapter(CilBody body)
    {
        for (var i = 0; i < body.Instructions.Length; i++)
        {
            var instruction = body.Instructions[i];
            if (instruction.Op == CilOp.Ldfld && instruction.Index == AdapterMembers.Core.Index)
            {
                var next = body.Instructions[i + 1];
                var mutation = next.Index == RuntimeMembers.ReferencePointer.Index ? "another function of the owner" : "owner of another function";
                yield return (mutation, i, With(body, i, instruction with { Operand = AdapterMembers.PostReturn.Index }));
            }
            if (instruction.Op == CilOp.Ldfld && instruction.Index == AdapterMembers.Memory.Index)
                yield return ("side for a memory", i, With(body, i, new CilInstruction(CilOp.Nop)));
            if (instruction.Op == CilOp.Call && instruction.Index == AdapterMembers.AsFused.Index)
                yield return ("a string as another class", i, With(body, i, instruction with { Operand = OperationMembers.AsInstance.Index }));
        }
        for (var site = 0; site < body.CallSites.Length; site++)
            yield return ("another signature", site, Body(body, body.Instructions, body.CallSites.SetItem(site, Wider(body.CallSites[site]))));
    }

    // One that the same values could be passed to, and that gives the same kind of value: but not what was promised.
    private static CilSignature Wider(CilSignature signature) =>
        new(signature.Parameters.Insert(0, CilTypes.Int32), signature.Result);

    private static CilBody With(CilBody body, int at, CilInstruction instruction) =>
        Body(body, body.Instructions.SetItem(at, instruction), body.CallSites);

    private static CilBody Body(CilBody body, ImmutableArray<CilInstruction> instructions, ImmutableArray<CilSignature> sites) => new()
    {
        Name = body.Name,
        Signature = body.Signature,
        Locals = body.Locals,
        Instructions = instructions,
        Labels = body.Labels,
        Switches = body.Switches,
        CallSites = sites,
        Siblings = body.Siblings,
        MaxStack = body.MaxStack,
    };
}
