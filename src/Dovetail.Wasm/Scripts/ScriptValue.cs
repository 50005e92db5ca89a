using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Scripts;

/// <summary>A value that a script passes or expects, or a pattern that it expects.</summary>
internal abstract record ScriptValue;

/// <summary>A number, by its bits: an i32 in the low 32.</summary>
internal sealed record NumberValue(ValKind Kind, ulong Bits) : ScriptValue;

/// <summary>A NaN: the canonical one with any sign, or any with the highest bit of the fraction set.</summary>
internal sealed record NanPattern(ValKind Kind, bool IsCanonical) : ScriptValue;

/// <summary>A vector by its lanes, lane 0 first, each a <see cref="NumberValue"/> or a <see cref="NanPattern"/>.</summary>
internal sealed record VectorValue(int LaneBits, ImmutableArray<ScriptValue> Lanes) : ScriptValue;

/// <summary><c>(ref.null)</c>, of any type if <paramref name="Heap"/> is null.</summary>
internal sealed record NullValue(HeapKind? Heap) : ScriptValue;

/// <summary>
/// A value of the host that scripts tell apart by a number: <c>(ref.extern 1)</c>, or <c>(ref.host 1)</c> where
/// <paramref name="IsInternal"/>.
/// </summary>
internal sealed record HostValue(uint Number, bool IsInternal) : ScriptValue;

/// <summary>Any reference of this kind that is not null.</summary>
internal sealed record ReferencePattern(HeapKind Kind) : ScriptValue;

/// <summary>One of several.</summary>
internal sealed record EitherPattern(ImmutableArray<ScriptValue> Choices) : ScriptValue;
