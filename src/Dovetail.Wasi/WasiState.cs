using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasi.Cli;
using Dovetail.Wasi.Clocks;
using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Random;

namespace Dovetail.Wasi;

/// <summary>What one store's guests have of WASI: their grants, and the resources that live. Belongs to the store's thread.</summary>
internal sealed class WasiState(Store store, WasiOptions options) : IDisposable
{
    private readonly LinkedList<WasiResource> _live = [];
    private long _heldBytes;
    private int _openFiles;
    private int _sockets;

    /// <summary>The store.</summary>
    public Store Store { get; } = store;

    /// <summary>What is granted.</summary>
    public WasiOptions Options { get; } = options;

    /// <summary>How much may be used.</summary>
    public WasiLimits Limits => Options.Limits;

    /// <summary>The clock that never goes back.</summary>
    public MonotonicClock Monotonic { get; } = new(options.TimeProvider, options.TimeProvider.GetTimestamp(), options.ClockResolution);

    /// <summary>Random bytes.</summary>
    public RandomBytes Random { get; } = new(options.RandomSeed);

    /// <summary>The standard streams.</summary>
    public StandardStreams Standard { get; } = new(options);

    /// <summary>How many resources live.</summary>
    public int Count => _live.Count;

    /// <exception cref="TrapException">There are as many resources as there may be.</exception>
    public LinkedListNode<WasiResource> Add(WasiResource resource) => _live.Count < Limits.MaxResources
        ? _live.AddLast(resource)
        : throw new TrapException(TrapCode.LimitReached, $"{Limits.MaxResources} resources of WASI live, and no more may (WasiLimits.{nameof(WasiLimits.MaxResources)})");

    public void Remove(LinkedListNode<WasiResource> resource) => _live.Remove(resource);

    /// <summary>The host keeps more bytes for the guests, or fewer.</summary>
    /// <exception cref="TrapException">It keeps as many as it may.</exception>
    public void Hold(long more)
    {
        if (more > Limits.MaxHeldBytes - _heldBytes)
        {
            throw new TrapException(TrapCode.LimitReached,
                $"{_heldBytes + more} bytes that WASI keeps for the guests, {Limits.MaxHeldBytes} are the most (WasiLimits.{nameof(WasiLimits.MaxHeldBytes)})");
        }
        _heldBytes += more;
    }

    /// <summary>Opens a file or directory, which counts until the last who uses it is gone.</summary>
    /// <exception cref="FileFault">As many are open as may be, or it cannot be opened.</exception>
    public FileDescriptor Opened(Func<FileDescriptor> open)
    {
        EnterFile();
        try
        {
            var file = open();
            file.Node.Closed = LeaveFile;
            return file;
        }
        catch
        {
            LeaveFile();
            throw;
        }
    }

    /// <summary>One more file of the system is open; <see cref="LeaveFile"/> must follow.</summary>
    /// <exception cref="FileFault">As many are open as may be.</exception>
    public void EnterFile()
    {
        if (Interlocked.Increment(ref _openFiles) <= Limits.MaxOpenFiles)
            return;
        LeaveFile();
        throw new FileFault(ErrorCode.Quota);
    }

    /// <summary>Whether one more file may be open.</summary>
    public bool HasRoomForFile => Volatile.Read(ref _openFiles) < Limits.MaxOpenFiles;

    /// <summary>One file fewer is open.</summary>
    public void LeaveFile() => Interlocked.Decrement(ref _openFiles);

    /// <summary>One more socket is open, and <see cref="LeaveSocket"/> must follow; false where there may be none more.</summary>
    public bool TryEnterSocket()
    {
        if (Interlocked.Increment(ref _sockets) <= Limits.MaxSockets)
            return true;
        LeaveSocket();
        return false;
    }

    /// <summary>One socket fewer is open.</summary>
    public void LeaveSocket() => Interlocked.Decrement(ref _sockets);

    /// <exception cref="TrapException">The guest must stop.</exception>
    public void ThrowIfStopped() => Store.Wait(static _ => ValueTask.CompletedTask);

    /// <summary>A guest used what it was not granted.</summary>
    public void Report(MissingGrant missing) => Options.OnMissingGrant?.Invoke(missing);

    /// <summary>Ends the guest, which broke a rule of an interface.</summary>
    /// <exception cref="TrapException">Always.</exception>
    [DoesNotReturn]
    public static void Trap(string rule) => throw new TrapException(TrapCode.HostRule, rule);

    // The store ends: nobody drops what its guests still had. Children go before their parents.
    public void Dispose()
    {
        while (_live.Last is { } last)
        {
            _live.RemoveLast();
            last.Value.Dispose();
        }
    }
}
