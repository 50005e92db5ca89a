using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Instantiation;
using Dovetail.Linking;
using Dovetail.Wit.Types;

namespace Dovetail;

/// <summary>An instance of a component, or an interface that one exports. Belongs to one thread at a time, with its store.</summary>
public sealed class ComponentInstance
{
    private ConcurrentDictionary<string, LiftedFunction>? _forwarders;

    internal ComponentInstance(Store store, InstanceItems items, InstanceOrigin origin, ImmutableArray<string> path) =>
        (Store, Items, Origin, Path) = (store, items, origin, path);

    /// <summary>The store that the instance lives in.</summary>
    public Store Store { get; }

    /// <summary>The names of the exported functions.</summary>
    public IReadOnlyList<string> Functions => NamesOf<ComponentFunction>();

    /// <summary>The names of the exported interfaces.</summary>
    public IReadOnlyList<string> Interfaces => NamesOf<InstanceItems>();

    internal InstanceItems Items { get; }

    /// <summary>The instance that this one is, or is an interface of.</summary>
    internal InstanceOrigin Origin { get; }

    /// <summary>The names that lead from there to this interface.</summary>
    internal ImmutableArray<string> Path { get; }

    /// <summary>An exported interface.</summary>
    /// <param name="name">Its name. A version stands for its track (<c>0.2.6</c> also finds <c>0.2.1</c>), and may be left out where only one is exported.</param>
    /// <exception cref="ArgumentException">There is no such export.</exception>
    public ComponentInstance GetInterface(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var items = ItemNames.Find<InstanceItems>(Items, name, out var key) ?? throw Missing("interface", name, Interfaces);
        return new ComponentInstance(Store, items, Origin, Path.Add(key));
    }

    /// <summary>An exported function as a typed delegate; calling it with numbers allocates nothing.</summary>
    /// <remarks>
    /// The delegate throws what <see cref="Call"/> throws. A function of the host that the component exports again is the host's own delegate where it is of this type.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no such export, or the types do not fit: the message has both and the remedy.</exception>
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate => !RuntimeFeature.IsDynamicCodeSupported ? throw Function.NotWithoutDynamicCode()
            : Find(name) is HostComponentFunction { Target: TDelegate target } ? target
            : (TDelegate)DelegateBinding.ToDelegate(Lifted(name), typeof(TDelegate));

    /// <summary>The type of an exported function.</summary>
    /// <exception cref="ArgumentException">There is no such export.</exception>
    public WitFunctionType GetFunctionType(string name) => Find(name).Type;

    /// <summary>Calls an exported function with values whose types are known only now.</summary>
    /// <returns>The result; the default value of <see cref="WitValue"/> where there is none.</returns>
    /// <exception cref="ArgumentException">There is no such export, or an argument is not of its parameter's type.</exception>
    /// <exception cref="UnsupportedException">The function is of a feature that is not executed yet (<c>async</c>), or called one.</exception>
    /// <exception cref="TrapException">The guest trapped or was stopped, or an earlier trap has locked the instance.</exception>
    /// <exception cref="HostException">A function of the host, called by the guest, threw.</exception>
    /// <exception cref="GuestExitException">The guest ended itself.</exception>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public WitValue Call(string name, params ReadOnlySpan<WitValue> arguments) => Lifted(name).Call(arguments);

    private LiftedFunction Lifted(string name) => Find(name) switch
    {
        LiftedFunction function => function,
        UnexecutedFunction { Feature: var feature } => throw new UnsupportedException(feature),
        var function when RuntimeFeature.IsDynamicCodeSupported => Forwarder(name, (HostComponentFunction)function),
        _ => throw Function.NotWithoutDynamicCode(),
    };

    // A call that failed has locked the guest that forwards to the host's function, but not that function.
    [RequiresDynamicCode("Emits the edge of calls at run time.")]
    private LiftedFunction Forwarder(string name, HostComponentFunction function)
    {
        var forwarders = _forwarders ??= new ConcurrentDictionary<string, LiftedFunction>(StringComparer.Ordinal);
        return forwarders.TryGetValue(name, out var known) && known.Instance.MayEnter
            ? known
            : forwarders[name] = ForwardingGuest.Lift(Store, function);
    }

    private ComponentFunction Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ItemNames.Find<ComponentFunction>(Items, name, out _) ?? throw Missing("function", name, Functions);
    }

    private ArgumentException Missing(string kind, string name, IReadOnlyList<string> names) => new(
        $"there is no exported {kind} `{NameOf(name)}`"
        + (names.Count == 0 ? $"; no {kind} is exported" : $"; exported are {string.Join(", ", names.Select(known => $"`{known}`"))}"));

    private string NameOf(string export) => string.Join('.', Path.Add(export));

    private string[] NamesOf<T>() => [.. Items.Items.Where(item => item.Value is T).Select(item => item.Key)];
}
