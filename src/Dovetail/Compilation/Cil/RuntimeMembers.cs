using System.Collections.Immutable;
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

    public static CilType ModuleInstance { get; } = Catalogue.Type(typeof(Dovetail.ModuleInstance));

    public static CatalogueField StoreFuelLeft { get; } = Catalogue.Field<Store>(nameof(Dovetail.Store.FuelLeft));

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
