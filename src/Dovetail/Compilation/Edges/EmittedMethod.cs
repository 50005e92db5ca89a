using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;

namespace Dovetail.Compilation.Edges;

/// <summary>A method that was emitted for all delegates of a type: what is different in each is its first argument.</summary>
/// <param name="method">The method.</param>
/// <param name="codecs">The codecs that it calls, which the first argument must have.</param>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal sealed class EmittedMethod(DynamicMethod method, Codec[] codecs)
{
    public Codec[] Codecs { get; } = codecs;

    private bool isPrepared;

    /// <summary>A delegate of the method over its first argument. The method is compiled to machine code when it is first called.</summary>
    public Delegate Close(Type delegateType, object target) => method.CreateDelegate(delegateType, target);

    /// <summary>As <see cref="Close"/>, but compiles the method now: only a delegate that is made afterwards calls its code, not the runtime's stub.</summary>
    public Delegate CloseForCalls(Type delegateType, object target)
    {
        if (!isPrepared)
        {
            RuntimeHelpers.PrepareDelegate(Close(delegateType, target));
            isPrepared = true;
        }
        return Close(delegateType, target);
    }
}
