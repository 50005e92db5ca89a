using System.Runtime.CompilerServices;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Cil;

/// <summary>
/// The catalogue's entries of methods in <c>Runtime/</c> that instructions call: on memories, tables, exceptions and fuel. Apart from
/// <see cref="RuntimeMembers"/>, for many functions call none of them, and each is a delegate to load.
/// </summary>
internal static class OperationMembers
{
    public static CatalogueMethod Throw { get; } = Catalogue.Throwing(Exceptions.Throw);
    public static CatalogueMethod ThrowReference { get; } = Catalogue.Throwing(Exceptions.ThrowReference);

    /// <summary>The owner of a module's function is always its instance; this says so without looking.</summary>
    public static CatalogueMethod AsInstance { get; } = Catalogue.Method(Unsafe.As<Dovetail.ModuleInstance>);

    /// <summary>The elements of a table of functions are of no other class; this says so without looking.</summary>
    public static CatalogueMethod AsFunction { get; } = Catalogue.Method(Unsafe.As<Runtime.FunctionReference>);

    public static CatalogueMethod SpendFuel { get; } = Catalogue.Method(FuelOperations.Spend);
    public static CatalogueMethod ChargeFuel { get; } = Catalogue.Method(FuelOperations.Charge);
    public static CatalogueMethod ChargeBytes { get; } = Catalogue.Method(FuelOperations.ChargeBytes);
    public static CatalogueMethod ChargeElements { get; } = Catalogue.Method(FuelOperations.ChargeElements);
    public static CatalogueMethod ChargePages { get; } = Catalogue.Method(FuelOperations.ChargePages);

    public static CatalogueMethod MemorySize { get; } = Catalogue.Method(MemoryOperations.Size);
    public static CatalogueMethod MemorySize64 { get; } = Catalogue.Method(MemoryOperations.Size64);
    public static CatalogueMethod MemoryGrow { get; } = Catalogue.Method(MemoryOperations.Grow);
    public static CatalogueMethod MemoryGrow64 { get; } = Catalogue.Method(MemoryOperations.Grow64);
    public static CatalogueMethod MemoryFill { get; } = Catalogue.Method(MemoryOperations.Fill);
    public static CatalogueMethod MemoryFill64 { get; } = Catalogue.Method(MemoryOperations.Fill64);
    public static CatalogueMethod MemoryCopy { get; } = Catalogue.Method(MemoryOperations.Copy);
    public static CatalogueMethod MemoryCopy64 { get; } = Catalogue.Method(MemoryOperations.Copy64);
    public static CatalogueMethod MemoryInit { get; } = Catalogue.Method(MemoryOperations.Init);
    public static CatalogueMethod MemoryInit64 { get; } = Catalogue.Method(MemoryOperations.Init64);
    public static CatalogueMethod DataDrop { get; } = Catalogue.Method(MemoryOperations.Drop);

    public static CatalogueMethod TableNarrow { get; } = Catalogue.Method(TableOperations.Narrow);
    public static CatalogueMethod TableSize { get; } = Catalogue.Method(TableOperations.Size);
    public static CatalogueMethod TableGetReference { get; } = Catalogue.Method(TableOperations.GetReference);
    public static CatalogueMethod TableGetFunction { get; } = Catalogue.Method(TableOperations.GetFunction);
    public static CatalogueMethod TableSet { get; } = Catalogue.Method(TableOperations.Set);
    public static CatalogueMethod TableGrow { get; } = Catalogue.Method(TableOperations.Grow);
    public static CatalogueMethod TableFill { get; } = Catalogue.Method(TableOperations.Fill);
    public static CatalogueMethod TableCopy { get; } = Catalogue.Method(TableOperations.Copy);
    public static CatalogueMethod TableInit { get; } = Catalogue.Method(TableOperations.Init);
    public static CatalogueMethod ElementsDrop { get; } = Catalogue.Method(TableOperations.Drop);

    public static CatalogueMethod ResolveLazy { get; } = Catalogue.Method(LazyFunction.Resolve);

    public static CatalogueMethod FunctionReferenceAt { get; } = Catalogue.Method(FunctionOperations.Reference);
}
