using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.Compilation.Adapters;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// What the canonical ABI does with calls of a function type on one side, decided once: whether values go flat or through memory,
/// how large that is, which resources occur. Every consumer derives from it. Immutable.
/// </summary>
internal sealed class FunctionPlan
{
    private static readonly ConditionalWeakTable<WitFunctionType, FunctionPlan> Plans = [];
    private static readonly ConditionalWeakTable<WitFunctionType, FunctionPlan> WidePlans = [];

    private ValueCodecs? valueCodecs;

    private FunctionPlan(WitFunctionType type, PointerType pointer)
    {
        Type = type;
        Layouts = CodecLayouts.Of(pointer);
        Lift = Flattening.FlattenFunctype(type, AbiContext.Lift, pointer);
        Lower = Flattening.FlattenFunctype(type, AbiContext.Lower, pointer);
        Parameters = type.Parameters.IsEmpty ? null
            : new TupleType([.. type.Parameters.Select(parameter => parameter.Type)]);
        ParametersInMemory = Flattening.FlattenParameters(type).IsDefault;
        ResultInMemory = type.Result is not null && Flattening.FlattenType(type.Result) is var flat
            && (flat.IsDefault || flat.Length > Flattening.MAX_FLAT_RESULTS);
        HasBorrow = Parameters is { ContainsBorrow: true };
        Resources = [.. FindResources(type)];
        CheckSize(Parameters, pointer);
        ParameterOffsets = Parameters is null ? [] : Layouts.Offsets(Parameters.Items);
        ParametersSize = Parameters is null ? 0 : Layouts.Size(Parameters);
        ParametersAlignment = Parameters is null ? 1 : Layouts.Alignment(Parameters);
        CheckSize(type.Result, pointer);
    }

    public WitFunctionType Type { get; }

    /// <summary>How values lie in memory.</summary>
    public CodecLayouts Layouts { get; }

    /// <summary>How wide addresses and lengths are.</summary>
    public PointerType Pointer => Layouts.Pointer;

    /// <summary>The core type of the function that <c>canon lift</c> wraps.</summary>
    public FlatFunctionType Lift { get; }

    /// <summary>The core type of the function that <c>canon lower</c> makes.</summary>
    public FlatFunctionType Lower { get; }

    /// <summary>All parameters as one tuple, as which they lie in memory; null where there are none.</summary>
    public TupleType? Parameters { get; }

    /// <summary>Where each parameter is in that tuple.</summary>
    public uint[] ParameterOffsets { get; }

    /// <summary>The size of that tuple in bytes.</summary>
    public uint ParametersSize { get; }

    /// <summary>The alignment of that tuple.</summary>
    public uint ParametersAlignment { get; }

    /// <summary>Whether the parameters are passed as the address of a tuple.</summary>
    public bool ParametersInMemory { get; }

    /// <summary>Whether the result is passed through memory.</summary>
    public bool ResultInMemory { get; }

    /// <summary>Whether a parameter borrows, so that calls need a scope.</summary>
    public bool HasBorrow { get; }

    /// <summary>
    /// The resource types that occur. A type's position is its slot in <see cref="AbiSide.Resources"/>.
    /// </summary>
    public ImmutableArray<ResourceType> Resources { get; }

    /// <summary>The codecs for calls with <see cref="WitValue"/>, made when first asked for.</summary>
    public ValueCodecs ValueCodecs => valueCodecs ??= new ValueCodecs(this);

    /// <summary>The codecs for calls with C# types, by the delegate's type, which they don't keep alive.</summary>
    public ConditionalWeakTable<Type, DelegateBinding> Bindings { get; } = [];

    /// <summary>The adapters for calls of functions of other plans, by those plans, which they don't keep alive.</summary>
    public ConditionalWeakTable<FunctionPlan, ConcurrentDictionary<AdapterOptions, AdapterCode>> Adapters { get; } = [];

    /// <summary>The plan for <paramref name="type"/>, with a memory whose addresses are of the width <paramref name="pointer"/>.</summary>
    public static FunctionPlan Of(WitFunctionType type, PointerType pointer = PointerType.I32) => pointer == PointerType.I32
        ? Plans.GetValue(type, static type => new FunctionPlan(type, PointerType.I32))
        : WidePlans.GetValue(type, static type => new FunctionPlan(type, PointerType.I64));

    /// <summary>The slot of a resource type.</summary>
    public int SlotOf(ResourceType resource) => Resources.IndexOf(resource);

    // Validation refuses types whose values are longer than any list may be; a type that the host makes up passes here.
    private static void CheckSize(WitType? type, PointerType pointer)
    {
        if (type is not null && Layout.ElemSize(type, pointer) > LiftLowerContext.MAX_BYTE_LENGTH)
        {
            throw new LimitException("value size",
                $"a value of {type} is larger than {LiftLowerContext.MAX_BYTE_LENGTH} bytes");
        }
    }

    private static List<ResourceType> FindResources(WitFunctionType type)
    {
        var found = new List<ResourceType>();
        var seen = new HashSet<WitType>(ReferenceEqualityComparer.Instance);
        foreach (var parameter in type.Parameters)
        {
            FindResources(parameter.Type, found, seen);
        }
        FindResources(type.Result, found, seen);
        return found;
    }

    private static void FindResources(WitType? type, List<ResourceType> found, HashSet<WitType> seen)
    {
        if (type is null || !type.Facts.ContainsResource || !seen.Add(type))
        {
            return;
        }
        switch (type)
        {
            case OwnType own: Add(own.Resource); break;
            case BorrowType borrow: Add(borrow.Resource); break;
            case ListType list: FindResources(list.Element, found, seen); break;
            case MapType map: FindResources(map.Entry, found, seen); break;
            case StreamType stream: FindResources(stream.Element, found, seen); break;
            case FutureType future: FindResources(future.Element, found, seen); break;
            case RecordType record:
                Array.ForEach([.. record.Fields], field =>
                FindResources(field.Type, found, seen)); break;
            case TupleType tuple: Array.ForEach([.. tuple.Items], item => FindResources(item, found, seen)); break;
            default: FindInCases(Cases.Of(type), found, seen); break;
        }

        void Add(ResourceType resource)
        {
            if (!found.Contains(resource))
            {
                found.Add(resource);
            }
        }
    }

    private static void FindInCases(Cases cases, List<ResourceType> found, HashSet<WitType> seen)
    {
        for (var i = 0; i < cases.Count; i++)
        {
            FindResources(cases[i], found, seen);
        }
    }
}
