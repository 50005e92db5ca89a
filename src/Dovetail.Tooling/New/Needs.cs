using Dovetail.Wasm.Components;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.New;

/// <summary>What a lifted or lowered function needs of the module that it moves values of (CanonicalABI.md, "<c>canonopt</c> Validation").</summary>
/// <param name="Memory">Whether values go through memory.</param>
/// <param name="Realloc">Whether memory is allocated for what the module receives.</param>
/// <param name="Encoding">Whether there are strings, whose encoding counts.</param>
internal readonly record struct Needs(bool Memory, bool Realloc, bool Encoding)
{
    /// <summary>The needs of what an import stands for.</summary>
    public static Needs Of(ImportSource source) => source switch
    {
        LoweredSource lowered => lowered.Needs,
        PayloadSource payload => payload.Needs,
        TaskReturnSource task => task.Needs,
        PlainSource plain => new Needs(plain.NeedsMemory, plain.NeedsRealloc, plain.Encoding is not null),
        _ => default,
    };

    /// <summary>The needs of a function that the module imports: it sends the parameters and receives the result.</summary>
    public static Needs OfLower(WitFunctionType type, bool isAsync)
    {
        var most = isAsync ? Flattening.MAX_FLAT_ASYNC_PARAMS : Flattening.MAX_FLAT_PARAMS;
        var received = type.Result?.Facts.ContainsPointer ?? false;
        return new Needs(
            Parameters(type) || IsSpilled(Flattening.FlattenParameters(type), most) || Result(type, isAsync ? 0 : Flattening.MAX_FLAT_RESULTS),
            received,
            HasStrings(type));
    }

    /// <summary>The needs of a function that the module exports: it receives the parameters and sends the result.</summary>
    public static Needs OfLift(WitFunctionType type, bool isAsync)
    {
        var received = Parameters(type) || IsSpilled(Flattening.FlattenParameters(type), Flattening.MAX_FLAT_PARAMS);
        // The result of an async function goes by way of `task.return`, which has needs of its own.
        var sent = Result(type, isAsync ? Flattening.MAX_FLAT_PARAMS : Flattening.MAX_FLAT_RESULTS);
        return new Needs(received || sent, received, HasStrings(type));
    }

    public static Needs OfTaskReturn(WitFunctionType type) =>
        new(Result(type, Flattening.MAX_FLAT_PARAMS), false, type.Result is { } result && HasStrings(result));

    /// <summary>The needs of a built-in of a stream or future: those that move values need a memory that they lie in.</summary>
    public static Needs OfCopy(BuiltIn builtIn, TypeUse? payload)
    {
        var isRead = builtIn is BuiltIn.StreamRead or BuiltIn.FutureRead;
        if (!isRead && builtIn is not (BuiltIn.StreamWrite or BuiltIn.FutureWrite))
        {
            return default;
        }
        var element = payload?.Type switch
        {
            StreamType stream => stream.Element,
            FutureType future => future.Element,
            _ => null,
        };
        return element is null ? default : new Needs(true, isRead && element.Facts.ContainsPointer, HasStrings(element));
    }

    private static bool Parameters(WitFunctionType type) => type.Parameters.Any(parameter => parameter.Type.Facts.ContainsPointer);

    private static bool Result(WitFunctionType type, int most) =>
        type.Result is { } result && (result.Facts.ContainsPointer || IsSpilled(Flattening.FlattenType(result), most));

    private static bool IsSpilled(System.Collections.Immutable.ImmutableArray<FlatType> flat, int most) => flat.IsDefault || flat.Length > most;

    private static bool HasStrings(WitFunctionType type) =>
        type.Parameters.Any(parameter => HasStrings(parameter.Type)) || (type.Result is { } result && HasStrings(result));

    // Where there is nothing behind a pointer there is no string. What else is said of an encoding does no harm.
    private static bool HasStrings(WitType type) => type.Facts.ContainsPointer;
}
