using System.Globalization;
using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Worlds;

/// <summary>
/// A core module whose exports give back what they take. Values that come flat and go through memory are stored there, as the canonical ABI lays
/// them out; what is behind pointers stays where it is. A module that relays asks the import of the same name.
/// </summary>
internal sealed class EchoModule
{
    private readonly StringBuilder _text = new();

    private EchoModule(WitWorld world)
    {
        var echo = world.Exports.OfType<WorldInterface>().Single();
        var relays = world.Imports.Any(item => item is WorldInterface);
        _text.Append("(module\n");
        foreach (var function in relays ? echo.Interface.Functions : [])
        {
            var flat = Flattening.FlattenFunctype(function.Type, AbiContext.Lower);
            Line($"(import \"{echo.Name}\" \"{function.Name}\" (func $import-{function.Name} {Signature(flat)}))");
        }
        Line("(memory (export \"memory\") 1)");
        Line("(global $next (mut i32) (i32.const 16))");
        _text.Append(Allocator);
        foreach (var function in echo.Interface.Functions)
        {
            Line($"(func (export \"{echo.Name}#{function.Name}\") {Signature(Flattening.FlattenFunctype(function.Type, AbiContext.Lift))} (local $r i32)");
            Body(function, relays);
            Line(")");
        }
        _text.Append(')');
    }

    // Memory is given and never taken back.
    private const string Allocator = """
          (func $realloc (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
            (local $at i32) (local $i i32)
            (local.set $at (i32.and (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
            (global.set $next (i32.add (local.get $at) (local.get $size)))
            (block $fits
              (br_if $fits (i32.le_u (global.get $next) (i32.mul (memory.size) (i32.const 65536))))
              (br_if $fits (i32.ne (i32.const -1)
                (memory.grow (i32.add (i32.shr_u (i32.sub (global.get $next) (i32.mul (memory.size) (i32.const 65536))) (i32.const 16)) (i32.const 1)))))
              unreachable)
            (block $done
              (loop $copy
                (br_if $done (i32.ge_u (local.get $i) (local.get $old_size)))
                (br_if $done (i32.ge_u (local.get $i) (local.get $size)))
                (i32.store8 (i32.add (local.get $at) (local.get $i)) (i32.load8_u (i32.add (local.get $old) (local.get $i))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $copy)))
            (local.get $at))

        """;

    /// <summary>The module that implements a world.</summary>
    public static ModuleDefinition Of(WitWorld world) => WasmInput.ReadModule(Encoding.UTF8.GetBytes(new EchoModule(world)._text.ToString()));

    private void Body(WitFunction function, bool relays)
    {
        var type = function.Type;
        var parameters = Flattening.FlattenParameters(type);
        var given = string.Join(" ", Enumerable.Range(0, parameters.IsDefault ? 1 : parameters.Length).Select(i => $"(local.get {i})"));
        var isFlat = Flattening.FlattenType(type.Result!) is { IsDefault: false, Length: <= Flattening.MAX_FLAT_RESULTS };
        if (isFlat)
        {
            Line(relays ? $"(call $import-{function.Name} {given})" : given);
            return;
        }
        if (parameters.IsDefault && !relays)
        {
            // Parameters in memory lie there as their tuple does.
            Line("(local.get 0)");
            return;
        }
        Line($"(local.set $r (call $realloc (i32.const 0) (i32.const 0) (i32.const {Layout.Alignment(type.Result!)}) (i32.const {Layout.ElemSize(type.Result!)})))");
        if (relays)
        {
            Line($"(call $import-{function.Name} {given} (local.get $r))");
        }
        else
        {
            var values = new Queue<(string Code, FlatType Type)>(parameters.Select((flat, i) => ($"(local.get {i})", flat)));
            Store(type.Result!, 0, values);
        }
        Line("(local.get $r)");
    }

    private void Store(WitType type, ulong at, Queue<(string Code, FlatType Type)> values)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String } or ListType { Length: null } or MapType:
                Put("i32.store", at, values.Dequeue().Code);
                Put("i32.store", at + 4, values.Dequeue().Code);
                break;
            case ListType { Length: { } length } list:
                for (var i = 0u; i < length; i++)
                {
                    Store(list.Element, at + (i * Layout.ElemSize(list.Element)), values);
                }
                break;
            case RecordType record:
                StoreAll(record.Fields.Select(field => field.Type), at, values);
                break;
            case TupleType tuple:
                StoreAll(tuple.Items, at, values);
                break;
            case PrimitiveType or FlagsType:
                var (code, flat) = values.Dequeue();
                Put(Instruction(flat, Layout.ElemSize(type)), at, code);
                break;
            default:
                StoreCase(type, at, values);
                break;
        }
    }

    private void StoreAll(IEnumerable<WitType> types, ulong at, Queue<(string Code, FlatType Type)> values)
    {
        foreach (var type in types)
        {
            at = Layout.AlignTo(at, Layout.Alignment(type));
            Store(type, at, values);
            at += Layout.ElemSize(type);
        }
    }

    // The flat values of all cases share places, as wide as the widest needs.
    private void StoreCase(WitType type, ulong at, Queue<(string Code, FlatType Type)> values)
    {
        var cases = Cases.Of(type);
        var shared = Flattening.FlattenType(type).Select(_ => values.Dequeue()).ToArray();
        Put(Instruction(FlatType.I32, Layout.DiscriminantSize(cases.Count)), at, shared[0].Code);
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i] is not { } payload)
            {
                continue;
            }
            Line($"(if (i32.eq {shared[0].Code} (i32.const {i})) (then");
            var own = Flattening.FlattenType(payload).Select((flat, j) => (Narrow(shared[j + 1], flat), flat));
            Store(payload, at + Layout.PayloadOffset(cases), new Queue<(string, FlatType)>(own));
            Line("))");
        }
    }

    private static string Narrow((string Code, FlatType Type) value, FlatType to) => (value.Type, to) switch
    {
        (FlatType.I64, FlatType.I32) => $"(i32.wrap_i64 {value.Code})",
        (FlatType.I64, FlatType.F32) => $"(f32.reinterpret_i32 (i32.wrap_i64 {value.Code}))",
        (FlatType.I64, FlatType.F64) => $"(f64.reinterpret_i64 {value.Code})",
        (FlatType.I32, FlatType.F32) => $"(f32.reinterpret_i32 {value.Code})",
        _ => value.Code,
    };

    private static string Instruction(FlatType flat, ulong size) => (flat, size) switch
    {
        (FlatType.I32, 1) => "i32.store8",
        (FlatType.I32, 2) => "i32.store16",
        _ => $"{Name(flat)}.store",
    };

    private void Put(string instruction, ulong at, string code) => Line($"({instruction} offset={at} (local.get $r) {code})");

    private static string Signature(FlatFunctionType type) =>
        $"(param {string.Join(" ", type.Parameters.Select(Name))}) (result {string.Join(" ", type.Results.Select(Name))})";

    private static string Name(FlatType type) => type.ToString().ToLowerInvariant();

    private void Line(FormattableString line) => _text.Append("  ").Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Line(string line) => _text.Append("  ").Append(line).Append('\n');
}
