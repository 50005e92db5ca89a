using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Cil;

/// <summary>The catalogue's entries of <c>Runtime/</c>: the objects that functions work on, and the traps.</summary>
internal static class RuntimeMembers
{
    public static CilType FunctionOwner { get; } = Catalogue.Type(typeof(FunctionOwner));
    public static CilType FunctionReference { get; } = Catalogue.Type(typeof(FunctionReference));
    public static CilType Store { get; } = Catalogue.Type(typeof(Store));
    public static CilType Memory { get; } = Catalogue.Type(typeof(Memory));
    public static CilType Table { get; } = Catalogue.Type(typeof(Table));
    public static CilType Global { get; } = Catalogue.Type(typeof(Global));
    public static CilType ResultArea { get; } = Catalogue.Type(typeof(ResultArea));
    public static CatalogueMethod NewResultArea { get; } = Catalogue.Constructor(() => typeof(ResultArea).GetConstructor([typeof(int), typeof(int)])!);
    public static CatalogueField ResultNumbers { get; } = Catalogue.Field<ResultArea>(nameof(Runtime.ResultArea.Numbers));
    public static CatalogueField ResultVectors { get; } = Catalogue.Field<ResultArea>(nameof(Runtime.ResultArea.Vectors));
    public static CatalogueField ResultReferences { get; } = Catalogue.Field<ResultArea>(nameof(Runtime.ResultArea.References));

    public static CatalogueField OwnerStore { get; } = Catalogue.Field<FunctionOwner>(nameof(Runtime.FunctionOwner.Store));
    public static CatalogueField StoreInterruptFlag { get; } = Catalogue.Field<Store>(nameof(Dovetail.Store.InterruptFlag));
    public static CatalogueField StoreStackLimit { get; } = Catalogue.Field<Store>(nameof(Dovetail.Store.StackLimit));

    public static CatalogueField ReferencePointer { get; } = Catalogue.Field<FunctionReference>(nameof(Runtime.FunctionReference.Pointer));
    public static CatalogueField ReferenceType { get; } = Catalogue.Field<FunctionReference>(nameof(Runtime.FunctionReference.Type));
    public static CatalogueField ReferenceOwner { get; } = Catalogue.Field<FunctionReference>(nameof(Runtime.FunctionReference.Owner));

    public static CatalogueField InstanceMemories { get; } = Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Memories));
    public static CatalogueField InstanceTables { get; } = Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Tables));
    public static CatalogueField InstanceGlobals { get; } = Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Globals));
    public static CatalogueField InstanceFunctions { get; } = Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Functions));
    public static CatalogueField InstanceTypes { get; } = Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Types));

    public static CatalogueField InstanceTags { get; } = Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Tags));

    public static CatalogueField InstanceMemory0 { get; } = Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Memory0));

    /// <summary>The places of private globals.</summary>
    public static ImmutableArray<CatalogueField> InstanceSlots { get; } =
    [
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot0)),
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot1)),
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot2)),
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot3)),
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot4)),
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot5)),
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot6)),
        Catalogue.Field<Dovetail.ModuleInstance>(nameof(Dovetail.ModuleInstance.Slot7)),
    ];

    public static CatalogueField MemoryBase { get; } = Catalogue.Field<Memory>(nameof(Dovetail.Memory.Base));
    public static CatalogueField MemoryLimit { get; } = Catalogue.Field<Memory>(nameof(Dovetail.Memory.Limit));
    public static CatalogueField TableElements { get; } = Catalogue.Field<Table>(nameof(Dovetail.Table.Elements));
    public static CatalogueField TableCount { get; } = Catalogue.Field<Table>(nameof(Dovetail.Table.Size));

    public static CatalogueField GlobalI32 { get; } = Catalogue.Field<Global>(nameof(Dovetail.Global.I32));
    public static CatalogueField GlobalI64 { get; } = Catalogue.Field<Global>(nameof(Dovetail.Global.I64));
    public static CatalogueField GlobalF32 { get; } = Catalogue.Field<Global>(nameof(Dovetail.Global.F32));
    public static CatalogueField GlobalF64 { get; } = Catalogue.Field<Global>(nameof(Dovetail.Global.F64));
    public static CatalogueField GlobalV128 { get; } = Catalogue.Field<Global>(nameof(Dovetail.Global.V128));
    public static CatalogueField GlobalReference { get; } = Catalogue.Field<Global>(nameof(Dovetail.Global.Reference));
    public static CatalogueField GlobalFunction { get; } = Catalogue.Field<Global>(nameof(Dovetail.Global.Function));

    /// <summary>The one class of exceptions that guests catch.</summary>
    public static CilType GuestThrow { get; } = Catalogue.Type(typeof(GuestThrow));
    public static CatalogueField Thrown { get; } = Catalogue.Field<GuestThrow>(nameof(Runtime.GuestThrow.Exception));
    public static CilType ExceptionInstance { get; } = Catalogue.Type(typeof(ExceptionInstance));
    public static CatalogueField ExceptionTag { get; } = Catalogue.Field<ExceptionInstance>(nameof(Runtime.ExceptionInstance.Tag));
    public static CatalogueField ExceptionPayload { get; } = Catalogue.Field<ExceptionInstance>(nameof(Runtime.ExceptionInstance.Payload));
    public static CatalogueMethod Throw { get; } = Catalogue.Throwing(Exceptions.Throw);
    public static CatalogueMethod ThrowReference { get; } = Catalogue.Throwing(Exceptions.ThrowReference);

    public static CilType ModuleInstance { get; } = Catalogue.Type(typeof(Dovetail.ModuleInstance));

    /// <summary>The owner of a module's function is always its instance; this says so without looking.</summary>
    public static CatalogueMethod AsInstance { get; } = Catalogue.Method(Unsafe.As<Dovetail.ModuleInstance>);

    /// <summary>The elements of a table of functions are of no other class; this says so without looking.</summary>
    public static CatalogueMethod AsFunction { get; } = Catalogue.Method(Unsafe.As<Runtime.FunctionReference>);

    public static CatalogueField StoreFuelLeft { get; } = Catalogue.Field<Store>(nameof(Dovetail.Store.FuelLeft));
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

    public static CatalogueMethod Unreachable { get; } = Catalogue.Throwing(Traps.Unreachable);
    public static CatalogueMethod MemoryOutOfBounds { get; } = Catalogue.Throwing(Traps.MemoryOutOfBounds);
    public static CatalogueMethod TableOutOfBounds { get; } = Catalogue.Throwing(Traps.TableOutOfBounds);
    public static CatalogueMethod UndefinedElement { get; } = Catalogue.Throwing(Traps.UndefinedElement);
    public static CatalogueMethod NullElement { get; } = Catalogue.Throwing(Traps.NullElement);
    public static CatalogueMethod IndirectCallTypeMismatch { get; } = Catalogue.Throwing(Traps.IndirectCallTypeMismatch);
    public static CatalogueMethod IntegerOverflow { get; } = Catalogue.Throwing(Traps.IntegerOverflow);
    public static CatalogueMethod IntegerDivideByZero { get; } = Catalogue.Throwing(Traps.IntegerDivideByZero);
    public static CatalogueMethod InvalidConversionToInteger { get; } = Catalogue.Throwing(Traps.InvalidConversionToInteger);
    public static CatalogueMethod NullReference { get; } = Catalogue.Throwing(Traps.NullReference);
    public static CatalogueMethod CallStackExhausted { get; } = Catalogue.Throwing(Traps.CallStackExhausted);
    public static CatalogueMethod Interrupted { get; } = Catalogue.Throwing(Traps.Interrupted);
}
