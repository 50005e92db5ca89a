using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>What the rules of the instructions work on: the module, both stacks and the locals of the function at hand.</summary>
internal sealed class CodeContext(ModuleContext module)
{
    public ModuleContext Module => module;

    public TypeMatching Matching => module.Matching;

    public OperandStack Stack { get; } = new(module);

    public LocalTypes Locals { get; } = new();

    /// <summary>What the function returns.</summary>
    public ImmutableArray<ValType> Results { get; set; } = None;

    /// <summary>The place of the current instruction.</summary>
    public int Offset => Stack.Offset;

    public void Pop(ImmutableArray<ValType> types) => Stack.PopOperands(types);

    public void Push(ImmutableArray<ValType> types) => Stack.PushOperands(types);

    public ValType Pop(ValType type) => Stack.PopOperand(type);

    public void Push(ValType type) => Stack.PushOperand(type);

    /// <summary>Notes that the current instruction needs <paramref name="features"/>.</summary>
    public void Use(WasmFeatures features) => module.Features.Use(features, Offset);

    public InvalidException Invalid(string message) => new(message, Offset);

    /// <summary>A reference that cannot be null to the type at <paramref name="typeIndex"/>.</summary>
    public static ValType RefTo(int typeIndex) => ValType.Ref(false, HeapType.Concrete(typeIndex));

    /// <summary>A reference that can be null to the type at <paramref name="typeIndex"/>.</summary>
    public static ValType RefNullTo(int typeIndex) => ValType.Ref(true, HeapType.Concrete(typeIndex));

    public static ValType AddressOf(AddressType type) => type == AddressType.I64 ? ValType.I64 : ValType.I32;

    /// <summary>The type of a number of elements or bytes that two address types have in common.</summary>
    public static ValType CommonAddress(AddressType a, AddressType b) =>
        a == AddressType.I64 && b == AddressType.I64 ? ValType.I64 : ValType.I32;

    /// <summary>The function type of a block.</summary>
    public (ImmutableArray<ValType> Start, ImmutableArray<ValType> End) TypesOf(BlockType type)
    {
        if (type.IsIndexed)
        {
            var function = module.FunctionTypeAt(type.TypeIndex, Offset);
            Use(WasmFeatures.MultiValue);
            return (function.Parameters, function.Results);
        }
        if (type.IsEmpty)
        {
            return (None, None);
        }
        module.CheckType(type.Result, Offset);
        return (None, Single(type.Result));
    }

    public static ImmutableArray<ValType> Single(ValType type) => type.Kind switch
    {
        ValKind.I32 => s_i32,
        ValKind.I64 => s_i64,
        ValKind.F32 => s_f32,
        ValKind.F64 => s_f64,
        _ => [type],
    };

    /// <summary>No types.</summary>
    public static ImmutableArray<ValType> None { get; } = Mapping.Empty<ValType>();

    private static readonly ImmutableArray<ValType> s_i32 = [ValType.I32];
    private static readonly ImmutableArray<ValType> s_i64 = [ValType.I64];
    private static readonly ImmutableArray<ValType> s_f32 = [ValType.F32];
    private static readonly ImmutableArray<ValType> s_f64 = [ValType.F64];
}
