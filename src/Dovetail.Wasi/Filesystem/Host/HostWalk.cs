using System.Runtime.InteropServices;
using System.Text;
using Dovetail.Wasi.Posix;
using Microsoft.Win32.SafeHandles;

namespace Dovetail.Wasi.Filesystem.Host;

/// <summary>
/// Resolves paths beneath a directory of the host. Where the kernel has <c>openat2</c> it walks to the directory of the last component, and is told to stay beneath the base and to
/// take no magic links; elsewhere the components are opened one by one, none of them followed.
/// </summary>
internal sealed class HostWalk : PathWalk<SafeFileHandle>
{
    private const int OpenAt2 = 437;
    private const int MaxRaces = 16;

    // Where it once was not allowed it never will be.
    private static volatile bool _hasOpenAt2 = true;

    private readonly bool _byComponents;

    private HostWalk(bool byComponents) => _byComponents = byComponents;

    /// <summary>By the kernel where it can.</summary>
    public static HostWalk Kernel { get; } = new(byComponents: false);

    /// <summary>By components always.</summary>
    public static HostWalk Components { get; } = new(byComponents: true);

    public override void Leave(SafeFileHandle directory) => directory.Dispose();

    protected override SafeFileHandle WalkTo(SafeFileHandle root, string path, ref int links)
    {
        if (!_byComponents && _hasOpenAt2 && OpenBeneath(root, path) is { } found)
            return found;
        return base.WalkTo(root, path, ref links);
    }

    protected override SafeFileHandle? Enter(SafeFileHandle at, string name, out string? link)
    {
        link = null;
        var entered = Libc.openat(at, name, Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (entered >= 0)
            return new SafeFileHandle(entered, ownsHandle: true);
        var error = Marshal.GetLastPInvokeError();
        // A link is no directory, if it is not followed.
        link = error == HostErrors.ENOTDIR ? ReadLink(at, name) : null;
        return link is null ? throw HostErrors.Of(error) : null;
    }

    protected override string? ReadLink(SafeFileHandle at, string name)
    {
        var bytes = new byte[4096];
        var length = Libc.readlinkat(at, name, bytes, (nuint)bytes.Length);
        if (length >= 0)
            return Decode(bytes.AsSpan(0, (int)length));
        return Marshal.GetLastPInvokeError() is HostErrors.EINVAL or HostErrors.ENOENT ? null : throw HostErrors.Last();
    }

    /// <summary>A name or a link's text as a guest sees it.</summary>
    /// <exception cref="FileFault">It is not in UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        try
        {
            return _strict.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw new FileFault(ErrorCode.IllegalByteSequence);
        }
    }

    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    // Null where the kernel cannot say: it has no such call, may not make it here, or met with renames again and again.
    private static SafeFileHandle? OpenBeneath(SafeFileHandle root, string path)
    {
        var how = new Libc.OpenHow
        {
            Flags = (ulong)(Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC),
            Resolve = Libc.OpenHow.Beneath | Libc.OpenHow.NoMagicLinks,
        };
        for (var i = 0; i < MaxRaces; i++)
        {
            var found = Libc.openat2(OpenAt2, root, path, ref how, 3 * sizeof(ulong));
            if (found >= 0)
                return new SafeFileHandle(found, ownsHandle: true);
            switch (Marshal.GetLastPInvokeError())
            {
                case HostErrors.EAGAIN:
                    continue;
                case HostErrors.EXDEV:
                    throw new FileFault(ErrorCode.NotPermitted);
                case HostErrors.ENOSYS or HostErrors.EPERM:
                    _hasOpenAt2 = false;
                    return null;
                default:
                    throw HostErrors.Last();
            }
        }
        return null;
    }
}
