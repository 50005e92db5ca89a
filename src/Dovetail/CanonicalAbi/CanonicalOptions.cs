using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// The options of a <c>canon lift</c> or <c>canon lower</c>, with what they name already found (CanonicalABI.md,
/// "Canonical ABI Options").
/// </summary>
/// <param name="Encoding">How strings lie in the memory.</param>
/// <param name="Memory">The memory; null where the function's type needs none.</param>
/// <param name="Realloc">A function <c>[i32 i32 i32 i32] -> [i32]</c>; null where the type needs none.</param>
/// <param name="PostReturn">Called with the core results once a lifted function's results are read; null where there is
/// none.</param>
internal sealed record CanonicalOptions(
    StringEncoding Encoding = StringEncoding.Utf8, Memory? Memory = null, FunctionReference? Realloc = null,
        FunctionReference? PostReturn = null);
