namespace Dovetail.Wasi;

/// <summary>A resource that a guest has a handle to. It counts while it lives, and ends when it is dropped, or with its store.</summary>
internal abstract class WasiResource : IDisposable
{
    private readonly LinkedListNode<WasiResource> _place;
    private readonly WasiResource? _parent;
    private int _children;

    /// <summary>Counts it. What a derived class takes as the parameters of its primary constructor is its own even where that fails, for these are there before.</summary>
    /// <param name="parent">What must not be dropped before this.</param>
    /// <exception cref="TrapException">There are as many resources as there may be; this one is closed.</exception>
    protected WasiResource(WasiState state, WasiResource? parent = null)
    {
        State = state;
        try
        {
            _place = state.Add(this);
        }
        catch
        {
            Close();
            throw;
        }
        _parent = parent;
        if (parent is not null)
            parent._children++;
    }

    /// <summary>What belongs to the store that the resource lives in.</summary>
    public WasiState State { get; }

    /// <summary>The name of its type, for messages.</summary>
    protected abstract string TypeName { get; }

    /// <summary>The guest dropped it, or the host is done with it after the guest gave it away.</summary>
    /// <exception cref="TrapException">A resource lives that was made from it.</exception>
    public void Drop()
    {
        if (_children > 0)
            WasiState.Trap($"the resource `{TypeName}` was dropped before what was made from it");
        if (_parent is not null)
            _parent._children--;
        State.Remove(_place);
        Close();
    }

    /// <summary>The store ends, and nobody drops it any more.</summary>
    public void Dispose() => Close();

    /// <summary>Frees what it holds of the system.</summary>
    public virtual void Close()
    {
    }
}
