using System.Collections.Immutable;

namespace Dovetail.Wasm.Scripts;

/// <summary>A value of the Component Model in a script. The type comes from the function that it meets.</summary>
internal abstract record ComponentConstant : ScriptValue;

/// <summary><c>bool.const</c>.</summary>
internal sealed record BoolConstant(bool Value) : ComponentConstant;

/// <summary><c>u8.const</c> to <c>s64.const</c>, in two's complement of <paramref name="Bits"/> bits.</summary>
internal sealed record IntegerConstant(int Bits, bool IsSigned, ulong Value) : ComponentConstant;

/// <summary><c>char.const</c>.</summary>
internal sealed record CharConstant(System.Text.Rune Value) : ComponentConstant;

/// <summary><c>str.const</c>.</summary>
internal sealed record StringConstant(string Value) : ComponentConstant;

/// <summary><c>list.const</c>.</summary>
internal sealed record ListConstant(ImmutableArray<ScriptValue> Items) : ComponentConstant;

/// <summary><c>record.const</c>.</summary>
internal sealed record RecordConstant(ImmutableArray<(string Name, ScriptValue Value)> Fields) : ComponentConstant;

/// <summary><c>tuple.const</c>.</summary>
internal sealed record TupleConstant(ImmutableArray<ScriptValue> Items) : ComponentConstant;

/// <summary><c>variant.const</c>.</summary>
internal sealed record VariantConstant(string Case, ScriptValue? Payload) : ComponentConstant;

/// <summary><c>enum.const</c>.</summary>
internal sealed record EnumConstant(string Case) : ComponentConstant;

/// <summary><c>option.none</c> and <c>option.some</c>.</summary>
internal sealed record OptionConstant(ScriptValue? Payload) : ComponentConstant;

/// <summary><c>result.ok</c> and <c>result.err</c>.</summary>
internal sealed record ResultConstant(bool IsOk, ScriptValue? Payload) : ComponentConstant;

/// <summary><c>flags.const</c>: the names of those that are set.</summary>
internal sealed record FlagsConstant(ImmutableArray<string> Names) : ComponentConstant;
