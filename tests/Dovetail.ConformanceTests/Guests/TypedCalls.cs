using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text;
using Dovetail.ConformanceTests.Guests.Echo;
using Unit = System.ValueTuple;

namespace Dovetail.ConformanceTests.Guests;

/// <summary>Recorded calls through typed delegates.</summary>
internal static class TypedCalls
{
    private static readonly MethodInfo s_getFunction = typeof(ComponentInstance).GetMethod(nameof(ComponentInstance.GetFunction))!;

    /// <summary>The delegate types, by function.</summary>
    public static IReadOnlyDictionary<string, Type> Delegates { get; } = new Dictionary<string, Type>
    {
        // rust-add, rust-math
        ["add"] = typeof(Func<int, int, int>),
        ["multiply"] = typeof(Func<int, int, int>),

        // as-formatter
        ["format-currency"] = typeof(Func<int, string>),
        ["checked"] = typeof(Func<int, string>),
        ["shout"] = typeof(Func<string, string>),
        ["calls"] = typeof(Func<int>),
        ["sum"] = typeof(Func<int[], int>),
        ["bytes"] = typeof(Func<int, byte[]>),

        // strings
        ["echo"] = typeof(Func<string, string>),
        ["units"] = typeof(Func<string, uint>),
        ["raw"] = typeof(Func<string, byte[]>),
        ["concat"] = typeof(Func<string, string, string>),
        ["through-host"] = typeof(Func<string, string>),
        ["bad-encoding"] = typeof(Func<string>),
        ["bad-align"] = typeof(Func<string>),
        ["const-ascii"] = typeof(Func<string>),
        ["const-latin"] = typeof(Func<string>),
        ["const-wide"] = typeof(Func<string>),

        // types, echo
        ["e-bool"] = typeof(Func<bool, bool>),
        ["e-s8"] = typeof(Func<sbyte, sbyte>),
        ["e-u8"] = typeof(Func<byte, byte>),
        ["e-s16"] = typeof(Func<short, short>),
        ["e-u16"] = typeof(Func<ushort, ushort>),
        ["e-s32"] = typeof(Func<int, int>),
        ["e-u32"] = typeof(Func<uint, uint>),
        ["e-s64"] = typeof(Func<long, long>),
        ["e-u64"] = typeof(Func<ulong, ulong>),
        ["e-f32"] = typeof(Func<float, float>),
        ["e-f64"] = typeof(Func<double, double>),
        ["e-char"] = typeof(Func<Rune, Rune>),
        ["e-string"] = typeof(Func<string, string>),
        ["e-bytes"] = typeof(Func<byte[], byte[]>),
        ["e-s16s"] = typeof(Func<short[], short[]>),
        ["e-u64s"] = typeof(Func<ulong[], ulong[]>),
        ["e-f32s"] = typeof(Func<float[], float[]>),
        ["e-bools"] = typeof(Func<bool[], bool[]>),
        ["e-chars"] = typeof(Func<Rune[], Rune[]>),
        ["e-strings"] = typeof(Func<string[], string[]>),
        ["e-lists"] = typeof(Func<ushort[][], ushort[][]>),
        ["e-points"] = typeof(Func<Point[], Point[]>),
        ["e-shapes"] = typeof(Func<Shape[], Shape[]>),
        ["e-perms-list"] = typeof(Func<Perms[], Perms[]>),
        ["e-table"] = typeof(Func<(string, uint)[], (string, uint)[]>),
        ["e-wrap"] = typeof(Func<Wrap, Wrap>),
        ["e-point"] = typeof(Func<Point, Point>),
        ["e-mixed"] = typeof(Func<Mixed, Mixed>),
        ["e-tuple"] = typeof(Func<(byte, long, string), (byte, long, string)>),
        ["e-shape"] = typeof(Func<Shape, Shape>),
        ["e-joined"] = typeof(Func<Joined, Joined>),
        ["e-color"] = typeof(Func<Color, Color>),
        ["e-perms"] = typeof(Func<Perms, Perms>),
        ["e-nine"] = typeof(Func<Nine, Nine>),
        ["e-seventeen"] = typeof(Func<Seventeen, Seventeen>),
        ["e-thirty-two"] = typeof(Func<ThirtyTwo, ThirtyTwo>),
        ["e-opt-u32"] = typeof(Func<uint?, uint?>),
        ["e-opt-string"] = typeof(Func<string?, string?>),
        ["e-opt-opt"] = typeof(Func<WitOption<byte?>, WitOption<byte?>>),
        ["e-opt-f64"] = typeof(Func<double?, double?>),
        ["e-result"] = typeof(Func<bool, uint, string, Result<uint, string>>),
        ["e-result-arg"] = typeof(Func<Result<uint, string>, (bool, uint, string)>),
        ["e-unit-result"] = typeof(Func<bool, Result<Unit, Unit>>),
        ["e-err-only"] = typeof(Func<bool, byte, Result<Unit, byte>>),
        ["e-ok-only"] = typeof(Func<bool, long, Result<long, Unit>>),
        ["e-nested-result"] = typeof(Func<Result<byte[], Color>?, Result<byte[], Color>?>),
        ["e-node"] = typeof(Func<Node, Node>),
        ["e-wide"] = typeof(Func<Wide, Wide>),
        ["nothing"] = typeof(Action),

        // types, bad
        ["bool-two"] = typeof(Func<bool>),
        ["u8-high"] = typeof(Func<byte>),
        ["s8-high"] = typeof(Func<sbyte>),
        ["u16-high"] = typeof(Func<ushort>),
        ["flags-high"] = typeof(Func<Perms>),
        ["char-surrogate"] = typeof(Func<Rune>),
        ["char-too-big"] = typeof(Func<Rune>),
        ["enum-oob"] = typeof(Func<Color>),
        ["variant-oob"] = typeof(Func<Round>),
        ["string-oob"] = typeof(Func<string>),
        ["string-oob-len"] = typeof(Func<string>),
        ["string-empty-oob"] = typeof(Func<string>),
        ["string-bad-utf8"] = typeof(Func<string>),
        ["string-surrogate-utf8"] = typeof(Func<string>),
        ["list-oob"] = typeof(Func<uint[]>),
        ["list-misaligned"] = typeof(Func<uint[]>),
        ["list-empty-oob"] = typeof(Func<uint[]>),
        ["list-overflow"] = typeof(Func<ulong[]>),
        ["ret-misaligned"] = typeof(Func<string>),
        ["ret-oob"] = typeof(Func<string>),
        ["nan-payload-f32"] = typeof(Func<float>),
        ["nan-payload-f64"] = typeof(Func<double>),
        ["bool-list"] = typeof(Func<bool[]>),
        ["unreachable"] = typeof(Func<uint>),
        ["div-zero"] = typeof(Func<int, int, int>),
        ["mem-oob"] = typeof(Func<uint>),
        ["stack-overflow"] = typeof(Func<uint, uint>),
    };

    public static string? Make(ComponentInstance target, RecordedCase @case)
    {
        var type = DelegateOf(@case);
        var function = (Delegate)s_getFunction.MakeGenericMethod(type).Invoke(target, BindingFlags.DoNotWrapExceptions, null, [@case.Function], null)!;
        var invoke = type.GetMethod("Invoke")!;
        var arguments = invoke.GetParameters().Zip(@case.Arguments, (parameter, json) => Clr.Read(json, parameter.ParameterType)).ToArray();
        var found = Invoke(function, arguments);
        if (@case.Ending == Ending.Trap || invoke.ReturnType == typeof(void))
        {
            return null;
        }
        var expected = Clr.ReadResult(@case, invoke.ReturnType);
        return Clr.Same(expected, found) ? null : $"expected {expected}, found {found}";
    }

    // `join` is the one name that two guests share.
    private static Type DelegateOf(RecordedCase @case) => @case.Function != "join" ? Delegates[@case.Function]
        : @case.Arguments.Length == 1 ? typeof(Func<string[], string>)
        : typeof(Func<string[], string, string>);

    private static object? Invoke(Delegate function, object?[] arguments)
    {
        try
        {
            return function.DynamicInvoke(arguments);
        }
        catch (TargetInvocationException wrapped)
        {
            ExceptionDispatchInfo.Throw(wrapped.InnerException!);
            throw;
        }
    }
}
