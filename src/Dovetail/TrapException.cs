using System.Collections.Immutable;
using Dovetail.Tracing;

namespace Dovetail;

/// <summary>A guest did what WebAssembly forbids, or the host stopped it; the call has ended.</summary>
/// <remarks>
/// The exception that a call from the host throws is made afresh where the call ends: it holds text about the guest's frames,
/// never the frames, and so keeps no module from being unloaded.
/// </remarks>
public sealed class TrapException : DovetailException
{
    /// <summary>Makes a trap whose words need no detail.</summary>
    public TrapException(TrapCode code)
        : this(code, null, [])
    {
    }

    /// <summary>Makes a trap with the <paramref name="detail"/> that its words name (an index, a name).</summary>
    public TrapException(TrapCode code, string detail)
        : this(code, detail, [])
    {
    }

    internal TrapException(TrapCode code, string? detail, ImmutableArray<string> frames)
        : base(Text(code, detail)) => (Code, Detail, Frames) = (code, detail, frames);

    /// <summary>Why the guest was stopped.</summary>
    public TrapCode Code { get; }

    /// <summary>
    /// The innermost functions of the guest, callee first, at most 20; empty until the trap has left the guest. Each as <c>f7</c>, with the name from
    /// the module's name section behind it where there is one, escaped and cut off at 120 characters: <c>f7 "add"</c>.
    /// </summary>
    public ImmutableArray<string> Frames { get; }

    /// <summary>
    /// The calls of components that were running, the innermost first, at most 20: which instance trapped, which of its functions, and who had called it. Empty where no
    /// component was called, and until the trap has left the guest.
    /// </summary>
    public ImmutableArray<ComponentCall> Calls { get; internal set; } = [];

    /// <summary>What the host may still do, where the trap has locked a component; null otherwise.</summary>
    public string? Outlook { get; private set; }

    /// <summary>The trap with the calls, the frames and the outlook, a line each.</summary>
    public string Report => string.Join('\n',
    [
        Message, .. Calls.Select((call, i) => $"  {(i == 0 ? "in" : "called by")} {call}"), .. Frames.Select(frame => $"  at {frame}"),
        .. Outlook is null ? Enumerable.Empty<string>() : [$"  {Outlook}"],
    ]);

    /// <summary>The trap has left a component that the host had called.</summary>
    internal void Passed(ImmutableArray<ComponentCall> calls, string outlook)
    {
        Calls = [.. Calls, .. calls.Take(CallChain.Most - Calls.Length)];
        Outlook = outlook;
    }

    /// <summary>What fills the gap in the code's words; null where they have none.</summary>
    internal string? Detail { get; }

    private static string Text(TrapCode code, string? detail)
    {
        return "wasm trap: " + TrapText.Of(code).Replace("{0}", detail, StringComparison.Ordinal);
    }
}
