using System.Runtime.CompilerServices;

namespace Dovetail.Runtime;

/// <summary>The instructions that make function references.</summary>
internal static class FunctionOperations
{
    /// <summary><c>ref.func</c>.</summary>
    internal static FunctionReference Reference(FunctionOwner owner, int index) => Unsafe.As<ModuleInstance>(owner).Reference(index);
}
