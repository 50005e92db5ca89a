using System.Diagnostics.CodeAnalysis;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// The core functions <c>error-context.new</c>, <c>error-context.debug-message</c> and <c>error-context.drop</c> of an instance. The
/// message is kept as it is given, which the specification leaves to the host.
/// </summary>
[RequiresDynamicCode("Emits the call's edge at run time.")]
internal static class ErrorContextBuiltins
{
    /// <summary><c>canon error-context.new</c>: of the address and length of a message.</summary>
    public static FunctionReference New(ComponentState instance, CanonicalOptions options) =>
        CanonLower.Reference(new([Flattening.Address(options.Pointer), Flattening.Address(options.Pointer)], [FlatType.I32]), new ErrorContextNew(new AbiSide(instance, options, [], isHostEdge: true)));

    /// <summary><c>canon error-context.debug-message</c>: of a handle, and where to put the address and length of the message.</summary>
    public static FunctionReference DebugMessage(ComponentState instance, CanonicalOptions options) =>
        CanonLower.Reference(new([FlatType.I32, Flattening.Address(options.Pointer)], []), new ErrorContextDebugMessage(new AbiSide(instance, options, [], isHostEdge: true)));

    /// <summary><c>canon error-context.drop</c>, of type <c>[i32] -> []</c>.</summary>
    public static FunctionReference Drop(ComponentState instance) => CanonLower.Reference(CanonLower.Drop, new ErrorContextDrop(instance));
}

/// <summary>Makes an error context (CanonicalABI.md, <c>canon_error_context_new</c>).</summary>
internal sealed class ErrorContextNew(AbiSide side) : LoweredFunction(side.Instance.Store)
{
    protected override void Run(ref FlatFrame frame)
    {
        if (!side.Instance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        side.Instance.ValueBytesLeft = side.Instance.MaxValueBytes;
        var pointer = side.Options.Pointer;
        var flat = new FlatReader(ref frame);
        var message = HostStrings.Load(new LiftLowerContext(side, null), flat.NextPointer(pointer), flat.NextPointer(pointer));
        frame[0] = side.Instance.Handles.AddErrorContext(new ErrorContext(message));
    }
}

/// <summary>Gives the message of an error context (CanonicalABI.md, <c>canon_error_context_debug_message</c>).</summary>
internal sealed class ErrorContextDebugMessage(AbiSide side) : LoweredFunction(side.Instance.Store)
{
    protected override void Run(ref FlatFrame frame)
    {
        if (!side.Instance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        var context = side.Instance.Handles.GetErrorContext((uint)frame[0]);
        var cx = new LiftLowerContext(side, null);
        var (address, size) = (frame[1], Layout.PtrSize(side.Options.Pointer));
        cx.CheckValues(address, 2 * size, size);
        cx.StoreRange(address, HostStrings.Store(cx, context.DebugMessage), side.Options.Pointer == PointerType.I64);
    }
}

/// <summary>Drops a handle to an error context (CanonicalABI.md, <c>canon_error_context_drop</c>).</summary>
internal sealed class ErrorContextDrop(ComponentState instance) : LoweredFunction(instance.Store)
{
    protected override void Run(ref FlatFrame frame)
    {
        if (!instance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        instance.Handles.TakeOwn((uint)frame[0], RuntimeResourceType.ErrorContext);
    }
}
