namespace Dovetail.Wasi.Filesystem;

/// <summary><c>wasi:filesystem/types.descriptor</c>: a guest's handle to a file or directory.</summary>
/// <param name="file">It is the handle's from now on.</param>
internal sealed class Descriptor(WasiState state, FileDescriptor file) : WasiResource(state)
{
    public FileDescriptor File { get; } = file;

    protected override string TypeName => "descriptor";

    public override void Close() => File.Dispose();
}

/// <summary><c>wasi:filesystem/types.directory-entry-stream</c>.</summary>
/// <param name="reader">It counts as an open file, as long as this lives.</param>
internal sealed class DirectoryEntryStream(WasiState state, IEntryReader reader) : WasiResource(state, heldBytes: reader.HeldBytes)
{
    protected override string TypeName => "directory-entry-stream";

    public DirectoryEntry? Next() => reader.Next();

    public override void Close()
    {
        reader.Dispose();
        State.LeaveFile();
    }
}
