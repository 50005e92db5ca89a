using System.Diagnostics.CodeAnalysis;
using System.Text;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Instantiation;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wit.Types;

namespace Dovetail.Isolation;

// A blast zone.
//
// A trap locks the root instance with all that is inside; the root is the unit that dies. So that a neighbour survives, an isolated component
// is a root of its own, in a store of its own, and those who import it see functions of the host, each of which calls the instance that lives at the time:
//
//   caller's core function ─▶ host function ─▶ IsolatedInstance.Call ─▶ LiftedFunction of the instance in the other store
//
// Values are copied twice, by way of WitValue: what goes wrong while they are read is the caller's fault, what goes wrong between is the isolated one's,
// and each is blamed on its own side. A resource type that the component defines is, on the caller's side, one of the host whose resources are the
// GuestResources of the other store: lending, giving away and dropping are theirs. When the instance has died, so have they, and say so.
//
// A call that fails returns the error case of its result where that can say it: `result<T>`, or `result<T, string>` with the reason. Where the
// type has no such case there is no value to go on with, and the caller traps as well. In both cases the store of the dead instance is given back
// at once, and the next call makes another instance.
//
// What this does not do: resources of the caller cannot be passed in, because no type of the component can mean them; linking refuses that.

/// <summary>An isolated component as those who import it see it. Belongs to the thread of the store around it.</summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal sealed class IsolatedInstance : IDisposable
{
    private readonly Store around;
    private readonly string name;
    private readonly IsolationOptions options;
    private readonly Func<Store, InstanceItems> instantiate;
    private readonly Dictionary<RuntimeResourceType, RuntimeResourceType> proxies = [];
    private Store? store;
    private InstanceItems? items;

    /// <summary>Makes the first instance.</summary>
    /// <param name="around">The store of those who import it, which this ends with.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="instantiate">Makes an instance in a store, with its imports linked.</param>
    public IsolatedInstance(Store around, string name, IsolationOptions options, Func<Store, InstanceItems> instantiate)
    {
        (this.around, this.name, this.options, this.instantiate) = (around, name, options, instantiate);
        using (around.Use())
        {
            around.Budget.Own(this);
        }
        Revive();
        Exports = Proxy(items, []);
    }

    /// <summary>The exports, as items of the store around.</summary>
    public InstanceItems Exports { get; }

    public void Dispose()
    {
        // First: disposal may throw, and the next call is to make another instance then, too.
        var ended = store;
        (store, items) = (null, null);
        ended?.Dispose();
    }

    private WitValue Call(string[] path, WitFunctionType type, WitValue[] arguments)
    {
        Exception fault;
        try
        {
            Revive();
            return CallInside(path, arguments);
        }
        catch (Exception exception) when (exception is DovetailException or ArgumentException or ObjectDisposedException)
        {
            fault = exception;
        }
        Report(fault);
        return Error(type.Result, fault)
            ?? throw new TrapException(TrapCode.IsolatedFault, $"`{name}`: {fault.Message}");
    }

    private WitValue CallInside(string[] path, WitValue[] arguments)
    {
        var (inside, function) = (store!, Find(path));
        using var enclosure = around.Clock.Enclose(inside.Clock);
        var outermost = inside.Enter(HostCalls.FrameSize);
        try
        {
            return function.Call(arguments);
        }
        finally
        {
            if (outermost)
            {
                inside.Exit();
                if (function.Instance.Root.FirstTrap is not null)
                {
                    Dispose();
                }
            }
        }
    }

    [MemberNotNull(nameof(items))]
    private void Revive()
    {
        if (items is not null)
        {
            return;
        }
        var fresh = new Store(around.Engine, options.Store);
        using var enclosure = around.Clock.Enclose(fresh.Clock);
        try
        {
            items = instantiate(fresh);
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
        store = fresh;
    }

    private LiftedFunction Find(ReadOnlySpan<string> path)
    {
        var found = items!;
        foreach (var part in path[..^1])
        {
            found = (InstanceItems)found.Items[part];
        }
        return (LiftedFunction)found.Items[path[^1]];
    }

    private InstanceItems Proxy(InstanceItems inside, string[] path) =>
        new(inside.Items.ToDictionary(item => item.Key, item => Proxy(item.Value, [.. path, item.Key])));

    private object Proxy(object item, string[] path) => item switch
    {
        InstanceItems inner => Proxy(inner, path),
        RuntimeResourceType type => Proxy(type),
        LiftedFunction function => Proxy(function, path),
        _ => item,
    };

    private HostComponentFunction Proxy(LiftedFunction function, string[] path)
    {
        var type = function.Type;
        var proxy = DelegateBinding.ToFunction($"{name} {function.Path}", type, arguments => Call(path, type, arguments));
        proxy.BindResources(resource => Proxy(function.ResourceOf(resource)!));
        return proxy;
    }

    private RuntimeResourceType Proxy(RuntimeResourceType type)
    {
        if (type.IsHost)
        {
            return type;
        }
        if (!proxies.TryGetValue(type, out var proxy))
        {
            proxies.Add(type, proxy = RuntimeResourceType.OfHost(type.Name, typeof(GuestResource), resource => Drop((GuestResource)resource)));
        }
        return proxy;
    }

    // Whoever drops a resource cannot be told that its destructor failed, and is not to suffer for it.
    private void Drop(GuestResource resource)
    {
        using var enclosure = around.Clock.Enclose(resource.Store.Clock);
        DovetailException? fault = null;
        try
        {
            resource.Dispose();
        }
        catch (DovetailException exception)
        {
            fault = exception;
        }
        if (fault is not null)
        {
            Report(fault);
        }
    }

    // Where it is the caller who must stop, it does.
    private void Report(Exception fault)
    {
        if (around.InterruptFlag != 0)
        {
            Traps.Interrupted(around);
        }
        options.Faulted?.Invoke(name, fault);
    }

    // A message may quote what a host has said, in whatever UTF-16.
    private static string Wellformed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static WitValue? Error(WitType? result, Exception fault) => result switch
    {
        ResultType { Error: null } => WitValue.Err(),
        ResultType { Error: PrimitiveType { Kind: PrimitiveKind.String } } => WitValue.Err(Wellformed(fault.Message)),
        _ => default(WitValue?),
    };
}
