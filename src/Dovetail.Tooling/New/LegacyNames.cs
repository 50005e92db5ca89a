using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Tooling.New;

/// <summary>
/// The names that toolchains use for imports and exports of core modules: <c>ns:pkg/interface@1.0.0</c> <c>function</c>, and for an export
/// <c>ns:pkg/interface@1.0.0#function</c>. What is no function of WIT begins with words in brackets.
/// </summary>
internal static class LegacyNames
{
    public const string Root = "$root";
    public const string ExportPrefix = "[export]";
    public const string AsyncLower = "[async-lower]";
    public const string AsyncLift = "[async-lift]";
    public const string StackfulLift = "[async-lift-stackful]";
    public const string TaskReturn = "[task-return]";
    public const string TaskCancel = "[task-cancel]";
    public const string ResourceNew = "[resource-new]";
    public const string ResourceRep = "[resource-rep]";
    public const string ResourceDrop = "[resource-drop]";

    private const string Cancellable = "[cancellable]";

    private static readonly Dictionary<string, BuiltIn> s_plain = new(StringComparer.Ordinal)
    {
        ["[backpressure-inc]"] = BuiltIn.BackpressureInc,
        ["[backpressure-dec]"] = BuiltIn.BackpressureDec,
        ["[waitable-set-new]"] = BuiltIn.WaitableSetNew,
        ["[waitable-set-wait]"] = BuiltIn.WaitableSetWait,
        ["[waitable-set-wait-i32]"] = BuiltIn.WaitableSetWait,
        ["[waitable-set-wait-i64]"] = BuiltIn.WaitableSetWait,
        ["[waitable-set-poll]"] = BuiltIn.WaitableSetPoll,
        ["[waitable-set-poll-i32]"] = BuiltIn.WaitableSetPoll,
        ["[waitable-set-poll-i64]"] = BuiltIn.WaitableSetPoll,
        ["[waitable-set-drop]"] = BuiltIn.WaitableSetDrop,
        ["[waitable-join]"] = BuiltIn.WaitableJoin,
        ["[subtask-drop]"] = BuiltIn.SubtaskDrop,
        ["[subtask-cancel]"] = BuiltIn.SubtaskCancel,
        ["[error-context-drop]"] = BuiltIn.ErrorContextDrop,
        ["[thread-index]"] = BuiltIn.ThreadIndex,
        ["[thread-new-indirect-v0]"] = BuiltIn.ThreadNewIndirect,
        ["[thread-resume-later]"] = BuiltIn.ThreadResumeLater,
        ["[thread-suspend]"] = BuiltIn.ThreadSuspend,
        ["[thread-yield]"] = BuiltIn.ThreadYield,
        ["[thread-suspend-then-resume]"] = BuiltIn.ThreadSuspendThenResume,
        ["[thread-yield-then-resume]"] = BuiltIn.ThreadYieldThenResume,
        ["[thread-suspend-then-promote]"] = BuiltIn.ThreadSuspendThenPromote,
        ["[thread-yield-then-promote]"] = BuiltIn.ThreadYieldThenPromote,
    };

    private static readonly Dictionary<string, BuiltIn> s_payload = new(StringComparer.Ordinal)
    {
        ["stream-new"] = BuiltIn.StreamNew,
        ["stream-read"] = BuiltIn.StreamRead,
        ["stream-write"] = BuiltIn.StreamWrite,
        ["stream-cancel-read"] = BuiltIn.StreamCancelRead,
        ["stream-cancel-write"] = BuiltIn.StreamCancelWrite,
        ["stream-drop-readable"] = BuiltIn.StreamDropReadable,
        ["stream-drop-writable"] = BuiltIn.StreamDropWritable,
        ["future-new"] = BuiltIn.FutureNew,
        ["future-read"] = BuiltIn.FutureRead,
        ["future-write"] = BuiltIn.FutureWrite,
        ["future-cancel-read"] = BuiltIn.FutureCancelRead,
        ["future-cancel-write"] = BuiltIn.FutureCancelWrite,
        ["future-drop-readable"] = BuiltIn.FutureDropReadable,
        ["future-drop-writable"] = BuiltIn.FutureDropWritable,
    };

    private static readonly (string Prefix, BuiltIn BuiltIn)[] s_resource =
    [
        (ResourceNew, BuiltIn.ResourceNew), (ResourceRep, BuiltIn.ResourceRep), (ResourceDrop, BuiltIn.ResourceDrop),
    ];

    private static readonly (string Suffix, StringEncoding Encoding)[] s_encodings =
    [
        ("-utf8]", StringEncoding.Utf8), ("-utf16]", StringEncoding.Utf16), ("-latin1+utf16]", StringEncoding.CompactUtf16),
    ];

    /// <summary>All built-ins of the world, for hints.</summary>
    public static IEnumerable<string> Plain => s_plain.Keys;

    /// <summary>Cuts the prefix off, if it is there.</summary>
    public static bool TryCut(string name, string prefix, out string rest)
    {
        var isThere = name.StartsWith(prefix, StringComparison.Ordinal);
        rest = isThere ? name[prefix.Length..] : name;
        return isThere;
    }

    /// <summary>The core export that a function is expected in, where an interface goes by <paramref name="item"/>; null for the world.</summary>
    public static string Export(string? item, string function) => item is null ? function : $"{item}#{function}";

    public static string PostReturn(string export) => "cabi_post_" + export;

    public static string Callback(string export) => "[callback]" + export;

    public static string Destructor(string item, string resource) => $"{item}#[dtor]{resource}";

    /// <summary>A built-in of a resource: which, and the label of the resource.</summary>
    public static bool TryResource(string name, out BuiltIn builtIn, out string resource)
    {
        foreach (var (prefix, candidate) in s_resource)
        {
            if (TryCut(name, prefix, out resource))
            {
                builtIn = candidate;
                return true;
            }
        }
        (builtIn, resource) = (default, name);
        return false;
    }

    /// <summary>
    /// A built-in of a stream or future: which, the number of its type among those in the function's type (null for one without values), and the
    /// function.
    /// </summary>
    public static bool TryPayload(string name, out BuiltIn builtIn, out int? number, out string function)
    {
        (builtIn, number, function) = (default, null, "");
        var close = name.IndexOf(']', StringComparison.Ordinal);
        var dash = close < 0 ? -1 : name.LastIndexOf('-', close);
        if (dash < 1 || name[0] != '[' || !s_payload.TryGetValue(name[1..dash], out builtIn))
        {
            return false;
        }
        function = name[(close + 1)..];
        var text = name[(dash + 1)..close];
        if (text == "unit")
        {
            return true;
        }
        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return number is not null;
    }

    /// <summary>A built-in of the world.</summary>
    public static bool TryPlain(string name, [NotNullWhen(true)] out PlainSource? source)
    {
        var isAsync = TryCut(name, AsyncLower, out var rest);
        var isCancellable = TryCut(rest, Cancellable, out rest);
        source = TryContext(rest) ?? TryErrorContext(rest);
        if (source is null && s_plain.TryGetValue(rest, out var builtIn))
        {
            source = new PlainSource(new CanonBuiltIn(builtIn) { Flag = isAsync || isCancellable });
        }
        var allowed = source is null ? [] : BuiltInTable.Of(source.BuiltIn.BuiltIn).Immediates;
        return source is not null
            && (!isAsync || allowed.Contains(BuiltInImmediate.Async)) && (!isCancellable || allowed.Contains(BuiltInImmediate.Cancellable));
    }

    private static PlainSource? TryContext(string name)
    {
        var builtIn = BuiltIn.ContextGet;
        if (!TryCut(name, "[context-get-", out var rest))
        {
            builtIn = BuiltIn.ContextSet;
            if (!TryCut(name, "[context-set-", out rest))
            {
                return null;
            }
        }
        var type = TryCut(rest, "i64-", out rest) ? ValType.I64 : ValType.I32;
        TryCut(rest, "i32-", out rest);
        return rest.EndsWith(']') && uint.TryParse(rest[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
            ? new PlainSource(new CanonBuiltIn(builtIn) { ValueType = type, Slot = slot })
            : null;
    }

    private static PlainSource? TryErrorContext(string name)
    {
        foreach (var (suffix, encoding) in s_encodings)
        {
            if (name == "[error-context-new" + suffix)
            {
                return new PlainSource(new CanonBuiltIn(BuiltIn.ErrorContextNew), encoding);
            }
            if (name == "[error-context-debug-message" + suffix)
            {
                return new PlainSource(new CanonBuiltIn(BuiltIn.ErrorContextDebugMessage), encoding);
            }
        }
        return null;
    }
}
