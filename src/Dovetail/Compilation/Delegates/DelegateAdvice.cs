using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Modules;
using Expression = System.Linq.Expressions.Expression;

namespace Dovetail.Compilation.Delegates;

/// <summary>The delegate types of the framework that fit a function.</summary>
internal static class DelegateAdvice
{
    private const int MaxParameters = 16;

    /// <summary>The <c>Func</c> or <c>Action</c> of <paramref name="shape"/>; null when it has too many parameters.</summary>
    [RequiresDynamicCode("Makes generic delegate types.")]
    public static Type? FrameworkType(DelegateShape shape)
    {
        if (shape.Parameters.Length > MaxParameters)
            return null;
        return shape.Results.IsEmpty
            ? Expression.GetActionType([.. shape.Parameters])
            : Expression.GetFuncType([.. shape.Parameters, shape.Result]);
    }

    /// <summary>How to write a delegate type for functions of <paramref name="type"/>.</summary>
    public static string For(FunctionType type)
    {
        var parameters = type.Parameters.Select(Name);
        if (type.Results.IsEmpty)
            return type.Parameters.IsEmpty ? "Action" : $"Action<{string.Join(", ", parameters)}>";
        var result = string.Join(", ", type.Results.Select(Name));
        return $"Func<{string.Join(", ", parameters.Append(type.Results.Length == 1 ? result : $"({result})"))}>";
    }

    private static string Name(ValType type) => type.Kind switch
    {
        ValKind.I32 => "int",
        ValKind.I64 => "long",
        ValKind.F32 => "float",
        ValKind.F64 => "double",
        ValKind.V128 => "Vector128<byte>",
        _ => type.Heap.Kind is HeapKind.Func or HeapKind.NoFunc ? "Function" : "object",
    };
}
