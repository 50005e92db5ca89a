using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>The gated features of the text format, which are refused by name (Explainer.md, "Gated Features").</summary>
internal static class Gates
{
    public const string Async = "async";
    public const string Threads = "threads";
    public const string ErrorContext = "error-context";
    public const string Maps = "map";
    public const string FixedLengthLists = "fixed-length-lists";
    public const string Values = "values";
    public const string Implements = "implements";
    public const string ExternalId = "external-id";
    public const string CanonicalNames = "canonical-names";
    public const string Memory64 = "memory64";
    public const string GarbageCollection = "gc";

    /// <summary>The error about a feature that is used at the next token.</summary>
    public static UnsupportedException Refuse(string feature, TokenCursor cursor)
    {
        var (token, error) = (cursor.Peek(), new UnsupportedException(feature, cursor.Peek().Start));
        return new UnsupportedException(cursor.Source.Render(error.Problem, token.Span), error);
    }

    /// <summary>The feature that a type constructor belongs to; null if it is none of a feature.</summary>
    public static string? OfType(string keyword) => keyword switch
    {
        "stream" or "future" => Async,
        "map" => Maps,
        _ => null,
    };

    /// <summary>The feature that a built-in function of the canonical ABI belongs to; null if there is no such function.</summary>
    public static string? OfBuiltIn(string keyword) => keyword switch
    {
        "context.get" or "context.set" or "backpressure.inc" or "backpressure.dec" or "task.return" or "task.cancel" => Async,
        "waitable-set.new" or "waitable-set.wait" or "waitable-set.poll" or "waitable-set.drop" or "waitable.join" => Async,
        "subtask.cancel" or "subtask.drop" or "thread.yield" => Async,
        "stream.new" or "stream.read" or "stream.write" or "stream.cancel-read" or "stream.cancel-write" => Async,
        "stream.drop-readable" or "stream.drop-writable" => Async,
        "future.new" or "future.read" or "future.write" or "future.cancel-read" or "future.cancel-write" => Async,
        "future.drop-readable" or "future.drop-writable" => Async,
        "thread.index" or "thread.new-indirect" or "thread.resume-later" or "thread.suspend" => Threads,
        "thread.suspend-then-resume" or "thread.yield-then-resume" => Threads,
        "thread.suspend-then-promote" or "thread.yield-then-promote" => Threads,
        "thread.spawn-ref" or "thread.spawn-indirect" or "thread.available-parallelism" => Threads,
        "error-context.new" or "error-context.debug-message" or "error-context.drop" => ErrorContext,
        _ => null,
    };
}
