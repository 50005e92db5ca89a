using System.Runtime.InteropServices;

namespace Dovetail.Runtime;

/// <summary>The bounds of the calling thread's stack, from the operating system: .NET does not tell them.</summary>
/// <remarks>Only the Linux part was ever run.</remarks>
internal static unsafe partial class StackBounds
{
    // Room for pthread_attr_t: 56 bytes with glibc on x64, 64 on arm64, 56 with musl.
    private const int AttributeBytes = 256;

    // What is taken where the system does not answer: as much as the smallest default stack of any thread, half used.
    private const uint AssumedBytes = 512 << 10;

    /// <summary>The bounds of the calling thread's stack.</summary>
    internal static Bounds OfCurrentThread()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                return OnWindows();
            return OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? OnApple() : OnLinux();
        }
        catch (EntryPointNotFoundException)
        {
            return Assumed();
        }
    }

    private static Bounds OnLinux()
    {
        // The attributes are filled by the call and read only by its siblings; the block is larger than any known layout.
        var attributes = stackalloc byte[AttributeBytes];
        if (GetThreadAttributes(CurrentThread(), attributes) != 0)
            return Assumed();
        var found = GetStack(attributes, out var bottom, out var size) == 0;
        _ = DestroyAttributes(attributes);
        return found ? new Bounds(bottom, size, true) : Assumed();
    }

    private static Bounds OnApple()
    {
        var thread = CurrentThread();
        var size = StackSize(thread);
        return new Bounds(StackTop(thread) - size, size, true);
    }

    private static Bounds OnWindows()
    {
        GetCurrentThreadStackLimits(out var low, out var high);
        return new Bounds(low, high - low, true);
    }

    private static Bounds Assumed()
    {
        byte here;
        return new Bounds((nuint)(&here) - AssumedBytes, AssumedBytes, false);
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint CurrentThread();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int GetThreadAttributes(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(byte* attributes, out nuint bottom, out nuint size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_get_stackaddr_np")]
    private static partial nuint StackTop(nint thread);

    [LibraryImport("libc", EntryPoint = "pthread_get_stacksize_np")]
    private static partial nuint StackSize(nint thread);

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nuint low, out nuint high);

    /// <summary>The lowest address of a stack and its size in bytes, and whether the system told them.</summary>
    internal readonly record struct Bounds(nuint Bottom, nuint Size, bool IsKnown);
}
