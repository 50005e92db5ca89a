using System.Diagnostics.CodeAnalysis;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>Gives a delegate of the host the WIT type of an import.</summary>
[RequiresDynamicCode("Looks at the delegate's types.")]
internal static class HostFunctions
{
    /// <exception cref="ArgumentException">The types do not fit: the message says where, and what to do.</exception>
    public static HostComponentFunction Bind(string path, WitFunctionType type, Delegate target) => target is Func<WitValue[], WitValue> any
        ? DelegateBinding.ToFunction(path, type, any)
        : DelegateBinding.ToFunction(path, type, target);
}
