using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>A number, boolean, character, enumeration, set of flags or handle: a scalar on both sides.</summary>
internal sealed class ScalarShape(WitType type, ScriptScalar storage) : Shape(type)
{
    private readonly ScriptScalar _canonical = CanonicalOf(type);

    public override ScriptScalar Storage => storage;

    public override bool IsReference => false;

    public override bool NeedsTemporaries => false;

    public override bool IsCopied => storage.SizeLog2() == _canonical.SizeLog2();

    /// <summary>How the canonical ABI has a value of the type in memory; what AssemblyScript has where nothing else is said.</summary>
    public static ScriptScalar CanonicalOf(WitType type) => type switch
    {
        PrimitiveType primitive => primitive.Kind switch
        {
            PrimitiveKind.Bool => ScriptScalar.Bool,
            PrimitiveKind.S8 => ScriptScalar.I8,
            PrimitiveKind.U8 => ScriptScalar.U8,
            PrimitiveKind.S16 => ScriptScalar.I16,
            PrimitiveKind.U16 => ScriptScalar.U16,
            PrimitiveKind.S32 => ScriptScalar.I32,
            PrimitiveKind.S64 => ScriptScalar.I64,
            PrimitiveKind.U64 => ScriptScalar.U64,
            PrimitiveKind.F32 => ScriptScalar.F32,
            PrimitiveKind.F64 => ScriptScalar.F64,
            _ => ScriptScalar.U32,
        },
        EnumType or FlagsType => Layout.ElemSize(type) switch { 1 => ScriptScalar.U8, 2 => ScriptScalar.U16, _ => ScriptScalar.U32 },
        _ => ScriptScalar.U32,
    };

    // The canonical ABI gives values in the range of their type, which is what AssemblyScript wants of them.
    public override void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat) => code.Get(flat[0]);

    public override void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset)
    {
        code.Get(address).Access(_canonical.Load(), offset);
        if (_canonical == ScriptScalar.Bool)
        {
            code.Const(0).Op(Opcode.I32Ne);
        }
    }

    // AssemblyScript leaves in the upper bits of small integers what a calculation left there.
    public override void LiftFlat(AdapterCode adapter, CodeBuilder code, int value)
    {
        code.Get(value);
        switch (_canonical)
        {
            case ScriptScalar.Bool:
                code.Const(0xFF).Op(Opcode.I32And).Const(0).Op(Opcode.I32Ne);
                break;
            case ScriptScalar.I8:
                code.Op(Opcode.I32Extend8S);
                break;
            case ScriptScalar.I16:
                code.Op(Opcode.I32Extend16S);
                break;
            case ScriptScalar.U8 when Type is PrimitiveType:
                code.Const(0xFF).Op(Opcode.I32And);
                break;
            case ScriptScalar.U16 when Type is PrimitiveType:
                code.Const(0xFFFF).Op(Opcode.I32And);
                break;
            default:
                break;
        }
    }

    public override void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset)
    {
        code.Get(address);
        LiftFlat(adapter, code, value);
        code.Access(_canonical.Store(), offset);
    }
}
