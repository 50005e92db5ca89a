namespace Dovetail.Wasi;

/// <summary>A resource that a guest has a handle to. It counts while it lives, and ends when it is dropped, or with its store.</summary>
internal abstract class WasiResource : IDisposable
{
    private readonly LinkedListNode<WasiResource> _place;
    private readonly WasiResource? _parent;
    private int _children;
    private long _heldBytes;

    /// <summary>Counts it. What a derived class takes as the parameters of its primary constructor is its own even where that fails, for these are there before.</summary>
    /// <param name="parent">What must not be dropped before this.</param>
    /// <param name="heldBytes">How many bytes the host keeps for it.</param>
    /// <exception cref="TrapException">There are as many resources as there may be, or as many bytes are kept; this one is closed.</exception>
    protected WasiResource(WasiState state, WasiResource? parent = null, long heldBytes = 0)
    {
        State = state;
        try
        {
            _place = state.Add(this);
            Hold(heldBytes);
        }
        catch
        {
            if (_place is not null)
                state.Remove(_place);
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
        State.Hold(-_heldBytes);
        Close();
    }

    /// <summary>The store ends, and nobody drops it any more.</summary>
    public void Dispose() => Close();

    /// <summary>Counts the bytes that the host keeps for it from now on, instead of those before.</summary>
    /// <exception cref="TrapException">The host keeps as many as it may.</exception>
    protected void Hold(long bytes)
    {
        State.Hold(bytes - _heldBytes);
        _heldBytes = bytes;
    }

    /// <summary>Frees what it holds of the system.</summary>
    public virtual void Close()
    {
    }
}
