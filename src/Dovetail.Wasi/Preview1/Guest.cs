namespace Dovetail.Wasi.Preview1;

/// <summary>An instance that calls functions of preview 1: its memory, and what its store's guests have. Belongs to the store's thread.</summary>
internal sealed class Guest(Store store, ModuleInstance instance, Func<Store, GuestProcess> process)
{
    private GuestProcess? _process;

    public Store Store { get; } = store;

    public GuestMemory Memory { get; } = new(instance);

    // Found at the first call, so that a directory that cannot be opened is an error of that call, and an instance that uses nothing costs nothing.
    public GuestProcess Process => _process ??= process(Store);

    public FdTable Files => Process.Files;

    public WasiState State => Process.State;

    /// <summary>What a number stands for, with which these things may be done.</summary>
    /// <exception cref="ErrnoException">There is no such thing, or it may not.</exception>
    public OpenFd Fd(uint number, Rights needed)
    {
        var fd = Files[number];
        fd.Require(needed);
        return fd;
    }

    /// <summary>As <see cref="Fd"/>, of anything but a directory.</summary>
    public OpenFd Bytes(uint number, Rights needed)
    {
        if (Files.Find(number) is DirectoryFd)
            throw new ErrnoException(Errno.Isdir);
        return Fd(number, needed);
    }

    /// <summary>As <see cref="Fd"/>, of a regular file.</summary>
    /// <param name="otherwise">What is said of a stream or socket; a directory is one.</param>
    public FileFd File(uint number, Rights needed, Errno otherwise = Errno.Spipe)
    {
        var file = Files[number] switch
        {
            FileFd found => found,
            DirectoryFd => throw new ErrnoException(Errno.Isdir),
            _ => throw new ErrnoException(otherwise),
        };
        file.Require(needed);
        return file;
    }

    /// <summary>As <see cref="Fd"/>, of a directory.</summary>
    public DirectoryFd Directory(uint number, Rights needed)
    {
        var directory = Files[number] as DirectoryFd ?? throw new ErrnoException(Errno.Notdir);
        directory.Require(needed);
        return directory;
    }

    /// <summary>Flags that a guest gives, all of which must be known.</summary>
    /// <param name="all">Those that are.</param>
    /// <exception cref="ErrnoException">One is not.</exception>
    public static uint Flags(uint given, uint all) => (given & ~all) == 0 ? given : throw new ErrnoException(Errno.Inval);
}
