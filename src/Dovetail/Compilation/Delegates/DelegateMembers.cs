using Dovetail.Compilation.Cil;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Delegates;

/// <summary>The catalogue's entries for the code between host and guest.</summary>
internal static class DelegateMembers
{
    public static CilType Exception { get; } = Catalogue.Type(typeof(Exception));
    public static CilType ObjectArray { get; } = Catalogue.Type(typeof(object?[]));
    public static CilType Ownership { get; } = Catalogue.Type(typeof(Ownership));
    public static CilType HostFunction { get; } = Catalogue.Type(typeof(HostFunction));

    public static CatalogueField HostFunctionTarget { get; } = Catalogue.Field<HostFunction>(nameof(Runtime.HostFunction.Target));

    public static CatalogueMethod Enter { get; } = Catalogue.Method(GuestCalls.Enter);
    public static CatalogueMethod Exit { get; } = Catalogue.Method(GuestCalls.Exit);
    public static CatalogueMethod GuestFailed { get; } = Catalogue.Throwing((Action<FunctionReference, Ownership?, Exception>)GuestCalls.Fail);
    public static CatalogueMethod HostFailed { get; } = Catalogue.Throwing(HostCalls.Fail);
    public static CatalogueMethod ToHost { get; } = Catalogue.Method(HostCalls.ToHost);
    public static CatalogueMethod ObjectToHost { get; } = Catalogue.Method(HostCalls.ObjectToHost);
    public static CatalogueMethod ObjectResult { get; } = Catalogue.Method(HostCalls.ObjectResult);
    public static CatalogueMethod FunctionResult { get; } = Catalogue.Method(HostCalls.FunctionResult);
    public static CatalogueMethod ObjectArgument { get; } = Catalogue.Method(GuestCalls.ObjectArgument);
    public static CatalogueMethod FunctionArgument { get; } = Catalogue.Method(GuestCalls.FunctionArgument);
}
