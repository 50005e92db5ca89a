using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

/// <summary>
/// An error context as a C# object or as a value (CanonicalABI.md, <c>lift_error_context</c>, <c>lower_error_context</c>): who lifts one
/// leaves the handle where it is, who lowers one makes another.
/// </summary>
internal sealed class ErrorContextCodec<T>() : Codec<T>(4, 4, 1)
{
    public override T Load(in LiftLowerContext cx, ulong address) => Lift(cx, cx.LoadU32(address));

    public override void Store(in LiftLowerContext cx, ulong address, T value) => cx.StoreU32(address, Lower(cx, value));

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Lift(cx, (uint)flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) => flat.Add(Lower(cx, value));

    private static T Lift(in LiftLowerContext cx, uint index)
    {
        var context = cx.Side.Instance.Handles.GetErrorContext(index);
        return typeof(T) == typeof(WitValue) ? (T)(object)WitValue.ErrorContext(context) : (T)(object)context;
    }

    private static uint Lower(in LiftLowerContext cx, T value) => cx.Side.Instance.Handles.AddErrorContext(value switch
    {
        ErrorContext context => context,
        WitValue { Kind: WitValueKind.ErrorContext } wit => (ErrorContext)wit,
        WitValue wit => throw ValueMismatch.Of(Wit.Types.PrimitiveType.Of(Wit.Types.PrimitiveKind.ErrorContext), wit),
        _ => throw new ArgumentNullException(nameof(value), "an error context cannot be null"),
    });
}
