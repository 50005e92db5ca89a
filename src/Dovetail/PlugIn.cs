namespace Dovetail;

/// <summary>A component that the host calls, in a store of its own, and can exchange while it is used. Safe from many threads, whose calls take turns.</summary>
/// <remarks>
/// What goes wrong inside, or takes too long, is an exception of that call and nobody else's. The instance is given up then, with all that it knew, and the next call finds a new one.
/// For a component that other components import there is <see cref="Linker.Isolate"/>.
/// </remarks>
/// <typeparam name="T">What the host calls: a delegate, or a type of the host's own that has several.</typeparam>
public sealed class PlugIn<T> : IDisposable
    where T : class
{
    private readonly Lock _turn = new();
    private readonly Linker _linker;
    private readonly Func<ComponentInstance, T> _bind;
    private readonly IsolationOptions _options;
    private Component _component;
    private Live? _live;
    private bool _disposed;

    /// <summary>Makes an instance, which can be called at once.</summary>
    /// <param name="linker">What the component may import; many plug-ins may have the same.</param>
    /// <param name="component">The component.</param>
    /// <param name="bind">Takes from an instance what is called: whenever one is made, and not for longer than that instance lives.</param>
    /// <param name="options">
    /// The limits of the store and of instances inside the component. <see cref="StoreOptions.Deadline"/> and <see cref="StoreOptions.Fuel"/> are for one call here.
    /// </param>
    /// <exception cref="DovetailException">The component cannot be linked, or traps while an instance is made; as <see cref="Linker.Instantiate(Store, Component)"/> says.</exception>
    /// <exception cref="ArgumentException">What <paramref name="bind"/> asks for is not there or of other types, or an option is out of its range.</exception>
    public PlugIn(Linker linker, Component component, Func<ComponentInstance, T> bind, IsolationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(bind);
        (_linker, _component, _bind, _options) = (linker, component, bind, options ?? IsolationOptions.Default);
        _live = Make(component);
    }

    /// <summary>The component that is called now.</summary>
    public Component Component => Volatile.Read(ref _component);

    /// <summary>Calls the component, on this thread.</summary>
    /// <param name="call">
    /// Is given what was bound, to use until it returns. When a <see cref="DovetailException"/> leaves it, the instance is given up, and <see cref="IsolationOptions.Faulted"/> told.
    /// </param>
    /// <exception cref="InvalidOperationException">This thread is in a call already.</exception>
    /// <exception cref="ObjectDisposedException">The plug-in is disposed.</exception>
    public TResult Call<TResult>(Func<T, TResult> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        ThrowIfInside();
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _live ??= Make(_component);
                if (_options.Store.Fuel is { } fuel)
                    _live.Store.Refuel(fuel);
                return call(_live.Bound);
            }
            catch (DovetailException fault)
            {
                try
                {
                    _options.Faulted?.Invoke(_component.Name ?? "", fault);
                }
                finally
                {
                    End();
                }
                throw;
            }
        }
    }

    /// <summary>
    /// Has another component take over. An instance of it is made while calls of the old one go on; where that fails, the old one stays. Otherwise the call that runs ends on the old
    /// one, and all later ones are the new one's. Nothing of the old one is left when this returns.
    /// </summary>
    /// <exception cref="DovetailException">As the constructor says.</exception>
    /// <exception cref="ArgumentException">As the constructor says, or the component is of another engine.</exception>
    /// <exception cref="InvalidOperationException">This thread is in a call.</exception>
    /// <exception cref="ObjectDisposedException">The plug-in is disposed.</exception>
    public void Swap(Component next)
    {
        ArgumentNullException.ThrowIfNull(next);
        ThrowIfInside();
        var live = Make(next);
        lock (_turn)
        {
            if (_disposed)
            {
                live.Store.Dispose();
                throw new ObjectDisposedException(GetType().FullName);
            }
            var old = _live;
            (_component, _live) = (next, live);
            old?.Store.Dispose();
        }
    }

    /// <summary>Ends the instance, when the call that runs has ended.</summary>
    /// <exception cref="InvalidOperationException">This thread is in a call.</exception>
    public void Dispose()
    {
        ThrowIfInside();
        lock (_turn)
        {
            _disposed = true;
            End();
        }
    }

    private Live Make(Component component)
    {
        var store = new Store(component.Engine, _options.Store);
        try
        {
            return new Live(store, _bind(_linker.Instantiate(store, component, _options.Budgets)));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private void End()
    {
        // First: disposal may throw, and the next call is to find a new instance then, too.
        var live = _live;
        _live = null;
        live?.Store.Dispose();
    }

    private void ThrowIfInside()
    {
        if (_turn.IsHeldByCurrentThread)
            throw new InvalidOperationException("this thread is in a call of the plug-in; it can be called, exchanged and disposed of only from outside");
    }

    private sealed record Live(Store Store, T Bound);
}
