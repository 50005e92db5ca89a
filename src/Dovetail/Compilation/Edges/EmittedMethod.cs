using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Dovetail.Bindings;

namespace Dovetail.Compilation.Edges;

/// <summary>A method that was emitted for all delegates of a type: what is different in each is its first argument.</summary>
/// <param name="method">The method.</param>
/// <param name="codecs">The codecs that it calls, which the first argument must have.</param>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal sealed class EmittedMethod(DynamicMethod method, Codec[] codecs)
{
    public Codec[] Codecs { get; } = codecs;

    /// <summary>A delegate of the method over its first argument. The method is compiled to machine code when it is first called.</summary>
    public Delegate Close(Type delegateType, object target) => method.CreateDelegate(delegateType, target);
}
