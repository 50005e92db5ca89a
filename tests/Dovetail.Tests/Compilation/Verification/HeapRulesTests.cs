using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Wasm.Modules;
using static Dovetail.Tests.Compilation.Verification.MethodUnderTest;

namespace Dovetail.Tests.Compilation.Verification;

/// <summary>Structures, arrays, and function references whose types are not final.</summary>
public sealed class HeapRulesTests
{
    private const string Text = """
        (module
          (type $f (sub (func (param i32) (result i32)))) (type $g (sub final $f (func (param i32) (result i32)))) (type $h (func (param i64) (result i64)))
          (type $s (struct (field (mut i32)) (field (mut i64)) (field (mut f32)) (field (mut f64)) (field (mut anyref))
            (field (mut (ref null $f))) (field (mut anyref)) (field (mut anyref)) (field (mut anyref)) (field (mut anyref))))
          (type $bytes (array (mut i8))) (type $longs (array (mut i64))) (type $refs (array (mut (ref null $f))))
          (func (export "f") (param anyref (ref null $f) (ref null $h)) (result i32) (local i64)
            (local.set 3 (call_ref $h (i64.const 1) (local.get 2)))
            (struct.set $s 3 (ref.cast (ref $s) (local.get 0)) (f64.const 2))
            (struct.set $s 9 (ref.cast (ref $s) (local.get 0)) (local.get 0))
            (array.set $longs (ref.cast (ref $longs) (local.get 0)) (i32.const 1) (local.get 3))
            (array.set $bytes (ref.cast (ref $bytes) (local.get 0)) (i32.const 1) (i32.const 300))
            (array.set $refs (ref.cast (ref $refs) (local.get 0)) (i32.const 1) (local.get 1))
            (drop (array.get $longs (ref.cast (ref $longs) (local.get 0)) (i32.const 1)))
            (drop (array.get_u $bytes (ref.cast (ref $bytes) (local.get 0)) (i32.const 1)))
            (drop (array.new_fixed $longs 2 (local.get 3) (local.get 3)))
            (call_ref $f (struct.get $s 0 (ref.cast (ref $s) (local.get 0))) (struct.get $s 5 (ref.cast (ref $s) (local.get 0))))))
        """;

    private readonly MethodUnderTest _method = new MethodUnderTest().Poll().CheckStack();
    private readonly int _callee;
    private readonly int _supertypes;
    private readonly int _struct;

    public HeapRulesTests() => (_callee, _supertypes, _struct) = (_method.Builder.DeclareLocal(RuntimeMembers.FunctionReference),
        _method.Builder.DeclareLocal(HeapMembers.CanonicalTypeArray), _method.Builder.DeclareLocal(HeapMembers.StructObject));

    [Fact]
    public void Accepts_a_function_whose_supertype_was_compared() =>
        Accepts(_method.Then(LoadElement).Then(code => CompareSupertype(code, _callee)).Then(Call).Return());

    [Fact]
    public void Refuses_a_function_when_the_supertype_of_another_was_compared() =>
        Refuses("a compared type", _method.Then(LoadElement).Then(code => CompareSupertype(code, _callee)).Then(LoadElement).Then(Call).Return());

    [Fact]
    public void Refuses_a_function_when_what_was_compared_is_no_supertype_of_its_own() =>
        Refuses("a compared type", _method.Then(LoadElement).LoadOwner().Then(code => CompareWithOwn(code
            .Load(RuntimeMembers.InstanceTypes).LoadInt32(0).Emit(CilOp.LdelemRef).Load(HeapMembers.TypeSupertypes).StoreLocal(_supertypes)
            .LoadLocal(_supertypes).LoadInt32(1).Emit(CilOp.LdelemRef))).Then(Call).Return());

    [Fact]
    public void Refuses_a_field_of_an_object_that_was_not_cast()
    {
        Accepts(_method.Then(code => LoadObject(code).Emit(CilOp.Castclass, HeapMembers.StructObject.Index)
            .Load(HeapMembers.Numbers[0]).Emit(CilOp.ConvI4)).Return());
        Refuses("an object with the field", new MethodUnderTest().Then(code => LoadObject(code)
            .Load(HeapMembers.Numbers[0]).Emit(CilOp.ConvI4)).Return());
    }

    [Fact]
    public void Refuses_to_change_the_type_or_the_rows_of_an_object()
    {
        foreach (var field in new[] { HeapMembers.ObjectType, HeapMembers.MoreNumbers, HeapMembers.MoreReferences, ArrayMembersOf("i64").Items })
        {
            Refuses("a field that guests may write", new MethodUnderTest().Then(code => LoadObject(code)
                .Emit(CilOp.Castclass, Catalogue.Type(field.Member.DeclaringType!).Index).Emit(CilOp.Ldnull).Store(field).LoadInt32(0)).Return());
        }
    }

    [Fact]
    public void Refuses_to_change_the_supertypes_of_a_type() =>
        Refuses("an array that guests may write", _method.Then(LoadElement).Then(code => code.LoadLocal(_callee).Load(RuntimeMembers.ReferenceType)
            .Load(HeapMembers.TypeSupertypes).LoadInt32(0).Emit(CilOp.Ldnull).Emit(CilOp.StelemRef).LoadInt32(0)).Return());

    [Theory]
    [InlineData("i64", true)]
    [InlineData("i32", false)]
    [InlineData("f64", false)]
    public void Refuses_an_element_of_another_size_or_kind(string stored, bool accepted)
    {
        var members = ArrayMembersOf(stored);
        var body = new MethodUnderTest().Then(code => LoadObject(code).Emit(CilOp.Castclass, members.Class.Index).Load(members.Items)
            .LoadInt32(0).Emit(CilOp.Ldelem, CilTypes.Int64.Index).Emit(CilOp.ConvI4)).Return();
        if (accepted) Accepts(body); else Refuses("an array of such elements", body);
    }

    [Fact]
    public void Refuses_a_reference_where_a_number_is_stored() =>
        Refuses("a value of the right type", _method.Then(code => LoadObject(code).Emit(CilOp.Castclass, HeapMembers.StructObject.Index).StoreLocal(_struct)
            .LoadLocal(_struct).LoadArgument(1).Store(HeapMembers.Numbers[0]).LoadInt32(0)).Return());

    [Fact]
    public void Every_mutant_of_emitted_code_is_caught()
    {
        var bodies = ModuleCompiler.Emit(Wat.Validate(Text), out var promises);
        ModuleCompiler.Verify(bodies, promises);
        var caught = 0;
        for (var i = 0; i < bodies.Length; i++)
        {
            foreach (var (mutation, at, mutant) in Mutants.Of(bodies[i], promises).Concat(Mutants.OfHeap(bodies[i])))
            {
                var context = promises with { Index = i };
                Assert.True(Record.Exception(() => CilVerifier.Verify(mutant, context)) is VerificationException, $"{mutant.Name} {at}: {mutation}");
                caught++;
            }
        }
        Assert.InRange(caught, 40, int.MaxValue);
    }

    private static ArrayMembers ArrayMembersOf(string type) => ArrayMembers.Of(new FieldType(
        type switch { "i64" => ValType.I64, "i32" => ValType.I32, _ => ValType.F64 }, default, true));

    private static CilBuilder LoadObject(CilBuilder code) => code.LoadInt32(1).LoadArgument(1).Call(HeapMembers.NewI31);

    private void LoadElement(CilBuilder code) => _method.LoadOwner().Builder.Load(RuntimeMembers.InstanceTables).LoadInt32(0)
        .Emit(CilOp.LdelemRef).Load(RuntimeMembers.TableElements).LoadArgument(0).Emit(CilOp.LdelemRef).StoreLocal(_callee);

    private void CompareSupertype(CilBuilder code, int reference) => CompareWithOwn(code.LoadLocal(reference).Load(RuntimeMembers.ReferenceType)
        .Load(HeapMembers.TypeSupertypes).StoreLocal(_supertypes).LoadLocal(_supertypes).Emit(CilOp.Ldlen).Emit(CilOp.ConvI4).LoadInt32(1)
        .Branch(CilOp.Ble, _method.Trap).LoadLocal(_supertypes).LoadInt32(1).Emit(CilOp.LdelemRef));

    private void CompareWithOwn(CilBuilder code)
    {
        _ = code;
        _method.LoadOwner().Builder.Load(RuntimeMembers.InstanceTypes).LoadInt32(0).Emit(CilOp.LdelemRef).Branch(CilOp.BneUn, _method.Trap);
    }

    private void Call(CilBuilder code) => code.LoadArgument(0).LoadLocal(_callee).Load(RuntimeMembers.ReferenceOwner)
        .LoadLocal(_callee).Load(RuntimeMembers.ReferencePointer).CallIndirect(Signature);
}
