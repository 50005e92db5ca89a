using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>
/// What the functions of a module are called in traps: <c>f7</c>, and behind it the name that the module's own name section has for them. Looked up
/// when a function is first seen in a trap, and kept as long as its code. Safe from many threads.
/// </summary>
/// <remarks>A name comes from the guest: it is escaped as in WAVE, so that it does nothing to a terminal, and cut off where it is long.</remarks>
internal sealed class FrameNames
{
    private static readonly ConditionalWeakTable<Assembly, FrameNames> Units = [];

    private ConcurrentDictionary<string, string>? _known;
    private readonly ModuleDefinition _module;

    private FrameNames(ModuleDefinition module) => _module = module;

    /// <summary>Says that the emitted functions in <paramref name="unit"/> are of <paramref name="module"/>.</summary>
    public static void Add(Assembly unit, ModuleDefinition module)
    {
        if (!Units.TryGetValue(unit, out _))
            Units.AddOrUpdate(unit, new FrameNames(module));
    }

    /// <summary>The name of an emitted function for people to read.</summary>
    public static string Of(MethodBase method) => method.DeclaringType is { } type && Units.TryGetValue(type.Assembly, out var names)
        ? LazyInitializer.EnsureInitialized(ref names._known, () => new()).GetOrAdd(method.Name, names.Describe)
        : method.Name;

    private string Describe(string method) =>
        IndexOf(method) is { } index && NameSection.FindFunction(_module, index) is { Length: > 0 } name ? $"{method} \"{ShownName.Of(name)}\"" : method;

    // `f7`, and `f7_at40` where a part of a large function has a method of its own.
    private static int? IndexOf(string method)
    {
        var digits = method.AsSpan(1);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
