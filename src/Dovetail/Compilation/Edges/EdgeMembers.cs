using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Dovetail.CanonicalAbi;

namespace Dovetail.Compilation.Edges;

/// <summary>Members that the code of the host's edge names.</summary>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal static class EdgeMembers
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary><see cref="LiftLowerContext.Block"/>.</summary>
    public static MethodInfo Block { get; } = typeof(LiftLowerContext).GetMethod(nameof(LiftLowerContext.Block))!;

    /// <summary><see cref="LiftLowerContext.ValuesBlock"/>.</summary>
    public static MethodInfo ValuesBlock { get; } = typeof(LiftLowerContext).GetMethod(nameof(LiftLowerContext.ValuesBlock))!;

    /// <summary><see cref="LiftLowerContext.Allocate"/>.</summary>
    public static MethodInfo Allocate { get; } = typeof(LiftLowerContext).GetMethod(nameof(LiftLowerContext.Allocate))!;

    /// <summary><see cref="LiftLowerContext.Store"/>.</summary>
    public static MethodInfo StoreOf { get; } = typeof(LiftLowerContext).GetProperty(nameof(LiftLowerContext.Store))!.GetMethod!;

    /// <summary>The constructor of <see cref="LiftLowerContext"/>.</summary>
    public static ConstructorInfo Context { get; } = typeof(LiftLowerContext).GetConstructors()[0];

    /// <summary><see cref="Store.InterruptFlag"/>.</summary>
    public static FieldInfo InterruptFlag { get; } = typeof(Store).GetField(nameof(Store.InterruptFlag), Any)!;

    /// <summary>A field of <typeparamref name="T"/>.</summary>
    public static FieldInfo Field<[DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] T>(string name) => typeof(T).GetField(name, Any)!;

    /// <summary><see cref="Span{T}.Length"/> of a span's type.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The property is used everywhere.")]
    public static MethodInfo GetLength(Type span) => span.GetProperty(nameof(Span<int>.Length))!.GetMethod!;

    /// <summary><see cref="MemoryMarshal.GetReference{T}(Span{T})"/> or its sibling for spans that are read.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The method asks nothing of its argument.")]
    public static MethodInfo GetReference(Type span, Type element) => Array.Find(
        typeof(MemoryMarshal).GetMethods(), method => method.Name == nameof(MemoryMarshal.GetReference)
            && method.GetParameters()[0].ParameterType.GetGenericTypeDefinition() == span.GetGenericTypeDefinition())!.MakeGenericMethod(element);
}
