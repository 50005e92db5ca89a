namespace Dovetail.Wasi.Preview1;

/// <summary>What is open, by the guest's numbers for it. It grows with what is open, which its limits bound.</summary>
internal sealed class FdTable : IDisposable
{
    // What is opened never becomes a standard stream, even where the guest has closed those.
    private const int FirstFree = 3;

    private readonly List<OpenFd?> _all = [];
    private readonly Stack<int> _free = new();

    /// <summary>What a number stands for.</summary>
    /// <exception cref="ErrnoException">For nothing.</exception>
    public OpenFd this[uint number] => Find(number) ?? throw new ErrnoException(Errno.Badf);

    public OpenFd? Find(uint number) => number < (uint)_all.Count ? _all[(int)number] : null;

    /// <summary>Gives it a number.</summary>
    public uint Add(OpenFd fd)
    {
        if (!_free.TryPop(out var number))
        {
            number = _all.Count;
            _all.Add(null);
        }
        _all[number] = fd;
        return (uint)number;
    }

    public void Close(uint number)
    {
        var fd = this[number];
        Free((int)number);
        fd.Dispose();
    }

    /// <summary>Gives <paramref name="from"/> the number <paramref name="to"/>, whose own is closed.</summary>
    public void Renumber(uint from, uint to)
    {
        var (moved, closed) = (this[from], this[to]);
        if (from == to)
            return;
        _all[(int)to] = moved;
        Free((int)from);
        closed.Dispose();
    }

    public void Dispose()
    {
        foreach (var fd in _all)
            fd?.Dispose();
        _all.Clear();
    }

    private void Free(int number)
    {
        _all[number] = null;
        if (number >= FirstFree)
            _free.Push(number);
    }
}
