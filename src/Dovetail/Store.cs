namespace Dovetail;

/// <summary>Owns instances and what they hold. Used by one thread at a time.</summary>
public sealed class Store
{
    /// <summary>Not zero when the guest must stop: the <see cref="TrapCode"/> to stop it with. Emitted code polls it with a volatile read at entries and loops.</summary>
    internal volatile int InterruptFlag;

    /// <summary>The lowest address that a frame of guest code may reach on the thread that is inside the store.</summary>
    internal nuint StackLimit;

    /// <summary>Makes a store of <paramref name="engine"/>.</summary>
    public Store(Engine engine, StoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        Options = options ?? StoreOptions.Default;
    }

    internal Engine Engine { get; }

    internal StoreOptions Options { get; }

    /// <summary>What set the interrupt flag.</summary>
    internal TrapCode InterruptReason => InterruptFlag == 0 ? TrapCode.Interrupted : (TrapCode)InterruptFlag;

    /// <summary>Stops the call that is running; it ends with <see cref="TrapCode.Interrupted"/>. Safe from any thread.</summary>
    public void Interrupt() => InterruptFlag = (int)TrapCode.Interrupted;
}
