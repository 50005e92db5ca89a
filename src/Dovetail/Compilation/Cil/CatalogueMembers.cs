using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Intrinsics;

namespace Dovetail.Compilation.Cil;

/// <summary>A method or constructor that emitted code may call.</summary>
internal sealed class CatalogueMethod
{
    internal CatalogueMethod(int index, MethodBase member, bool neverReturns)
    {
        Index = index;
        Member = member;
        NeverReturns = neverReturns;
        var parameters = member.GetParameters().Select(parameter => Catalogue.Type(parameter.ParameterType));
        Parameters = member is MethodInfo { IsStatic: false } ? [Catalogue.Type(member.DeclaringType!), .. parameters] : [.. parameters];
        Result = member is MethodInfo method ? Catalogue.Type(method.ReturnType) : Catalogue.Type(member.DeclaringType!);
    }

    /// <summary>The position in the catalogue: the operand of an instruction.</summary>
    public int Index { get; }

    /// <summary>The method itself.</summary>
    public MethodBase Member { get; }

    /// <summary>The values that a call takes from the stack, with the object of an instance method (but not of a constructor) first.</summary>
    public ImmutableArray<CilType> Parameters { get; }

    /// <summary>What a call leaves on the stack; the new object where this is a constructor.</summary>
    public CilType Result { get; }

    /// <summary>How many vectors a frame may have to keep for a call's result; none for a view of the operand itself.</summary>
    public int VectorCount => Member.DeclaringType == typeof(Vector128) && Member.Name == nameof(Vector128.As) ? 0 : Result.VectorCount;

    /// <summary>Whether it only throws, so that control never comes back.</summary>
    public bool NeverReturns { get; }

    public override string ToString() => Member is ConstructorInfo
        ? $"{Result}::.ctor"
        : $"{Catalogue.Type(Member.DeclaringType!)}::{Member.Name}{Arguments}";

    // Which of the instances of a generic method: `<Int32>`.
    private string Arguments => Member.IsGenericMethod
        ? "<" + string.Join(", ", Member.GetGenericArguments().Select(Catalogue.Type)) + ">"
        : "";
}

/// <summary>A field that emitted code may read or write.</summary>
internal sealed class CatalogueField
{
    internal CatalogueField(int index, FieldInfo member)
    {
        Index = index;
        Member = member;
        Type = Catalogue.Type(member.FieldType);
    }

    /// <summary>The position in the catalogue: the operand of an instruction.</summary>
    public int Index { get; }

    /// <summary>The field itself.</summary>
    public FieldInfo Member { get; }

    /// <summary>The type of its value.</summary>
    public CilType Type { get; }

    public override string ToString() => $"{Catalogue.Type(Member.DeclaringType!)}::{Member.Name}";
}
