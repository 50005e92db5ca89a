using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;

namespace Dovetail.Compilation.Cil;

/// <summary>The catalogue's entries for the adapters between components.</summary>
internal static class AdapterMembers
{
    private delegate void Keeper<T>(FusedFunction function, int index, T value);

    public static CilType FusedFunction { get; } = Catalogue.Type(typeof(FusedFunction));
    public static CilType Side { get; } = Catalogue.Type(typeof(AdapterSide));
    public static CilType Scope { get; } = Catalogue.Type(typeof(CallScope));
    public static CilType StringRange { get; } = Catalogue.Type(typeof(StringRange));

    /// <summary>The owner of an adapter is always such a function; this says so without looking.</summary>
    public static CatalogueMethod AsFused { get; } = Catalogue.Method(Unsafe.As<FusedFunction>);

    public static CatalogueField Caller { get; } = Catalogue.Field<FusedFunction>(nameof(CanonicalAbi.FusedFunction.Caller));
    public static CatalogueField Callee { get; } = Catalogue.Field<FusedFunction>(nameof(CanonicalAbi.FusedFunction.Callee));
    public static CatalogueField Core { get; } = Catalogue.Field<FusedFunction>(nameof(CanonicalAbi.FusedFunction.Core));
    public static CatalogueField PostReturn { get; } = Catalogue.Field<FusedFunction>(nameof(CanonicalAbi.FusedFunction.PostReturn));
    public static CatalogueField Memory { get; } = Catalogue.Field<AdapterSide>(nameof(AdapterSide.Memory));
    public static CatalogueField Source { get; } = Catalogue.Field<AdapterSide>(nameof(AdapterSide.Source));
    public static CatalogueField Address { get; } = Catalogue.Field<StringRange>(nameof(CanonicalAbi.StringRange.Address));
    public static CatalogueField Units { get; } = Catalogue.Field<StringRange>(nameof(CanonicalAbi.StringRange.Units));

    public static CatalogueMethod Leave { get; } = Catalogue.Method(AdapterCalls.Leave);
    public static CatalogueMethod EnterCallee { get; } = Catalogue.Method(AdapterCalls.EnterCallee);
    public static CatalogueMethod EnterSeveral { get; } = Catalogue.Method(AdapterCalls.EnterSeveral);
    public static CatalogueMethod LeaveCallee { get; } = Catalogue.Method(AdapterCalls.LeaveCallee);
    public static CatalogueMethod LeaveSeveral { get; } = Catalogue.Method(AdapterCalls.LeaveSeveral);
    public static CatalogueMethod BeginPostReturn { get; } = Catalogue.Method(AdapterCalls.BeginPostReturn);
    public static CatalogueMethod EndPostReturn { get; } = Catalogue.Method(AdapterCalls.EndPostReturn);
    public static CatalogueMethod Uncaught { get; } = Catalogue.Throwing(AdapterCalls.Uncaught);

    /// <summary>Keeps an argument for the report of a trap, by its type.</summary>
    public static ImmutableArray<CatalogueMethod> KeepArgument { get; } =
    [
        Catalogue.Method((Keeper<int>)AdapterCalls.KeepI32), Catalogue.Method((Keeper<long>)AdapterCalls.KeepI64),
        Catalogue.Method((Keeper<float>)AdapterCalls.KeepF32), Catalogue.Method((Keeper<double>)AdapterCalls.KeepF64),
    ];

    public static CatalogueMethod BeginCopies { get; } = Catalogue.Method(AdapterCalls.BeginCopies);
    public static CatalogueMethod OpenScope { get; } = Catalogue.Method(AdapterCalls.OpenScope);
    public static CatalogueMethod ExitCallee { get; } = Catalogue.Method(AdapterCalls.ExitCallee);
    public static CatalogueMethod CloseScope { get; } = Catalogue.Method(AdapterCalls.CloseScope);

    public static CatalogueMethod Load8 { get; } = Catalogue.Method(AdapterMemory.Load8);
    public static CatalogueMethod Load16 { get; } = Catalogue.Method(AdapterMemory.Load16);
    public static CatalogueMethod Load32 { get; } = Catalogue.Method(AdapterMemory.Load32);
    public static CatalogueMethod Load64 { get; } = Catalogue.Method(AdapterMemory.Load64);
    public static CatalogueMethod Store8 { get; } = Catalogue.Method(AdapterMemory.Store8);
    public static CatalogueMethod Store16 { get; } = Catalogue.Method(AdapterMemory.Store16);
    public static CatalogueMethod Store32 { get; } = Catalogue.Method(AdapterMemory.Store32);
    public static CatalogueMethod Store64 { get; } = Catalogue.Method(AdapterMemory.Store64);
    public static CatalogueMethod Copy { get; } = Catalogue.Method(AdapterMemory.Copy);
    public static CatalogueMethod CopyBools { get; } = Catalogue.Method(AdapterMemory.CopyBools);
    public static CatalogueMethod CheckValues { get; } = Catalogue.Method(AdapterMemory.CheckValues);
    public static CatalogueMethod CheckTarget { get; } = Catalogue.Method(AdapterMemory.CheckTarget);
    public static CatalogueMethod CheckList { get; } = Catalogue.Method(AdapterMemory.CheckList);
    public static CatalogueMethod AllocateValues { get; } = Catalogue.Method(AdapterMemory.AllocateValues);
    public static CatalogueMethod AllocateList { get; } = Catalogue.Method(AdapterMemory.AllocateList);

    public static CatalogueMethod CheckChar { get; } = Catalogue.Method(AdapterValues.CheckChar);
    public static CatalogueMethod CheckDiscriminant { get; } = Catalogue.Method(AdapterValues.CheckDiscriminant);
    public static CatalogueMethod LiftOwn { get; } = Catalogue.Method(AdapterValues.LiftOwn);
    public static CatalogueMethod LiftBorrow { get; } = Catalogue.Method(AdapterValues.LiftBorrow);
    public static CatalogueMethod LowerOwn { get; } = Catalogue.Method(AdapterValues.LowerOwn);
    public static CatalogueMethod LowerBorrow { get; } = Catalogue.Method(AdapterValues.LowerBorrow);
    public static CatalogueMethod LiftErrorContext { get; } = Catalogue.Method(AdapterValues.LiftErrorContext);
    public static CatalogueMethod LowerErrorContext { get; } = Catalogue.Method(AdapterValues.LowerErrorContext);

    /// <summary>The check of a string when it is lifted, by its encoding.</summary>
    public static ImmutableArray<CatalogueMethod> CheckString { get; } =
    [
        Catalogue.Method(AdapterStrings.CheckUtf8),
        Catalogue.Method(AdapterStrings.CheckUtf16),
        Catalogue.Method(AdapterStrings.CheckLatin1OrUtf16),
    ];

    /// <summary>
    /// The copy of a string when it is lowered, by its encoding on the source's side and then on the target's: where the two are the same one,
    /// of UTF-8 or UTF-16, the length stays, and the address alone is given.
    /// </summary>
    public static ImmutableArray<ImmutableArray<CatalogueMethod>> CopyString { get; } =
    [
        [
            Catalogue.Method(AdapterStrings.CopyUtf8), Catalogue.Method(AdapterStrings.Utf8ToUtf16),
            Catalogue.Method(AdapterStrings.Utf8ToLatin1OrUtf16),
        ],
        [
            Catalogue.Method(AdapterStrings.Utf16ToUtf8), Catalogue.Method(AdapterStrings.CopyUtf16),
            Catalogue.Method(AdapterStrings.Utf16ToLatin1OrUtf16),
        ],
        [
            Catalogue.Method(AdapterStrings.Latin1OrUtf16ToUtf8), Catalogue.Method(AdapterStrings.Latin1OrUtf16ToUtf16),
            Catalogue.Method(AdapterStrings.Latin1OrUtf16ToLatin1OrUtf16),
        ],
    ];
}
