using Dovetail.Runtime;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// The options of a <c>canon lift</c> or <c>canon lower</c>, with what they name already found (CanonicalABI.md,
/// "Canonical ABI Options").
/// </summary>
/// <param name="Encoding">How strings lie in the memory.</param>
/// <param name="Memory">The memory; null where the function's type needs none.</param>
/// <param name="Realloc">A function <c>[i32 i32 i32 i32] -> [i32]</c>, or of i64 with such a memory; null where the type needs none.</param>
/// <param name="PostReturn">Called with the core results once a lifted function's results are read; null where there is
/// none.</param>
internal sealed record CanonicalOptions(
    StringEncoding Encoding = StringEncoding.Utf8, Memory? Memory = null, FunctionReference? Realloc = null,
        FunctionReference? PostReturn = null)
{
    /// <summary>How wide addresses and lengths are: what the memory's are.</summary>
    public PointerType Pointer => Memory is { DeclaredType.Address: AddressType.I64 } ? PointerType.I64 : PointerType.I32;

    /// <summary>The bit of a length that says UTF-16 in <c>latin1+utf16</c> (CanonicalABI.md, <c>utf16_tag</c>).</summary>
    public ulong Utf16Tag => Pointer == PointerType.I64 ? 1UL << 63 : 1UL << 31;
}
