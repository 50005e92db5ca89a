using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dovetail.Compilation.Cil;

/// <summary>A method or constructor that emitted code may call. What it takes and gives is found out when it is first asked for.</summary>
internal sealed class CatalogueMethod
{
    private readonly Delegate? _delegate;
    private readonly Func<ConstructorInfo>? _constructor;
    private ImmutableArray<CilType> _parameters;

    internal CatalogueMethod(int index, Func<ConstructorInfo> constructor) => (Index, _constructor) = (index, constructor);

    internal CatalogueMethod(int index, MethodBase member, bool neverReturns) => (Index, Member, NeverReturns) = (index, member, neverReturns);

    internal CatalogueMethod(int index, Delegate method, bool neverReturns) => (Index, _delegate, NeverReturns) = (index, method, neverReturns);

    /// <summary>The position in the catalogue: the operand of an instruction.</summary>
    public int Index { get; }

    /// <summary>The method itself.</summary>
    public MethodBase Member => field ??= _delegate?.Method ?? (MethodBase)_constructor!();

    /// <summary>The values that a call takes from the stack, with the object of an instance method (but not of a constructor) first.</summary>
    public ImmutableArray<CilType> Parameters => _parameters.IsDefault ? _parameters = FindParameters() : _parameters;

    /// <summary>What a call leaves on the stack; the new object where this is a constructor.</summary>
    public CilType Result => field ??= Catalogue.Type(Member is MethodInfo method ? method.ReturnType : Member.DeclaringType!);

    /// <summary>How many vectors a frame may have to keep for a call's result; none for a view of the operand itself.</summary>
    public int VectorCount => Member.DeclaringType == typeof(Vector128) && Member.Name == nameof(Vector128.As) ? 0 : Result.VectorCount;

    /// <summary>Whether it only throws, so that control never comes back.</summary>
    public bool NeverReturns { get; }

    /// <summary>Whether a value of the kind is among the parameters.</summary>
    public bool Takes(CilKind kind)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Kind == kind)
                return true;
        }
        return false;
    }

    public override string ToString() => Member is ConstructorInfo
        ? $"{Result}::.ctor"
        : $"{Catalogue.Type(Member.DeclaringType!)}::{Member.Name}{Arguments}";

    private ImmutableArray<CilType> FindParameters()
    {
        var parameters = Member.GetParameters();
        var hasObject = Member is MethodInfo { IsStatic: false } ? 1 : 0;
        var types = new CilType[hasObject + parameters.Length];
        if (hasObject > 0)
            types[0] = Catalogue.Type(Member.DeclaringType!);
        for (var i = 0; i < parameters.Length; i++)
            types[hasObject + i] = Catalogue.Type(parameters[i].ParameterType);
        return ImmutableCollectionsMarshal.AsImmutableArray(types);
    }

    // Which of the instances of a generic method: `<Int32>`.
    private string Arguments => Member.IsGenericMethod
        ? "<" + string.Join(", ", Member.GetGenericArguments().Select(Catalogue.Type)) + ">"
        : "";
}

/// <summary>A field that emitted code may read or write.</summary>
internal sealed class CatalogueField
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;
    private const DynamicallyAccessedMemberTypes Fields =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields;

    [DynamicallyAccessedMembers(Fields)]
    private readonly Type? _declaring;
    private readonly string _name = "";

    internal CatalogueField(int index, FieldInfo member) => (Index, Member) = (index, member);

    internal CatalogueField(int index, [DynamicallyAccessedMembers(Fields)] Type declaring, string name) =>
        (Index, _declaring, _name) = (index, declaring, name);

    /// <summary>The position in the catalogue: the operand of an instruction.</summary>
    public int Index { get; }

    /// <summary>The field itself.</summary>
    public FieldInfo Member => field ??= _declaring!.GetField(_name, Declared)
        ?? throw new UnreachableException($"no field `{_name}` of {_declaring}");

    /// <summary>The type of its value.</summary>
    public CilType Type => field ??= Catalogue.Type(Member.FieldType);

    public override string ToString() => $"{Catalogue.Type(Member.DeclaringType!)}::{Member.Name}";
}
