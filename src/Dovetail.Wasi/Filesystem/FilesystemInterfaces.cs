namespace Dovetail.Wasi.Filesystem;

/// <summary><c>wasi:filesystem@0.2</c>: <c>types</c> and <c>preopens</c>.</summary>
internal static class FilesystemInterfaces
{
    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("filesystem/types"), types =>
        {
            types.Resource<Descriptor>("descriptor", descriptor => descriptor.Drop())
                .Resource<DirectoryEntryStream>("directory-entry-stream", stream => stream.Drop())
                .Function("[method]directory-entry-stream.read-directory-entry", DescriptorCalls.ReadDirectoryEntry)
                .Function("filesystem-error-code", DescriptorCalls.CodeOf);
            AddFile(types);
            AddDirectory(types);
        });
        linker.Define(WasiHost.Name("filesystem/preopens"), preopens => preopens
            .Function("get-directories", (Store store) => Preopened(host.Of(store))));
    }

    private static (Descriptor, string)[] Preopened(WasiState state) =>
        [
            .. state.Options.Preopens.Select(preopen =>
                (new Descriptor(state, Open(state, preopen, "wasi:filesystem/types.descriptor")), preopen.GuestPath)),
        ];

    /// <summary>Opens a directory that is granted.</summary>
    /// <param name="function">What the host is told that the guest called, where it does what was not granted.</param>
    /// <exception cref="TrapException">As many files are open as may be: neither interface has an error for that here.</exception>
    public static FileDescriptor Open(WasiState state, Preopen preopen, string function)
    {
        if (!state.HasRoomForFile)
        {
            throw new TrapException(TrapCode.LimitReached,
                $"no more than {state.Limits.MaxOpenFiles} files may be open, `{preopen.GuestPath}` among them (WasiLimits.{nameof(WasiLimits.MaxOpenFiles)})");
        }
        var file = state.Opened(preopen.Open);
        file.OnDenied = () => state.Report(new MissingGrant(function, $"--dir …::{preopen.GuestPath} without :ro", preopen.GuestPath));
        return file;
    }

    private static void AddFile(InterfaceBuilder types) => types
        .Function("[method]descriptor.read-via-stream", DescriptorCalls.ReadViaStream)
        .Function("[method]descriptor.write-via-stream", DescriptorCalls.WriteViaStream)
        .Function("[method]descriptor.append-via-stream", DescriptorCalls.AppendViaStream)
        .Function("[method]descriptor.advise", DescriptorCalls.Advise)
        .Function("[method]descriptor.sync-data", (Descriptor descriptor) => DescriptorCalls.Sync(descriptor, dataAlone: true))
        .Function("[method]descriptor.sync", (Descriptor descriptor) => DescriptorCalls.Sync(descriptor, dataAlone: false))
        .Function("[method]descriptor.get-flags", DescriptorCalls.GetFlags)
        .Function("[method]descriptor.get-type", DescriptorCalls.GetDescriptorType)
        .Function("[method]descriptor.set-size", DescriptorCalls.SetSize)
        .Function("[method]descriptor.set-times", DescriptorCalls.SetTimes)
        .Function("[method]descriptor.read", DescriptorCalls.Read)
        .Function("[method]descriptor.write", DescriptorCalls.Write)
        .Function("[method]descriptor.stat", DescriptorCalls.Stat)
        .Function("[method]descriptor.is-same-object", DescriptorCalls.IsSameObject)
        .Function("[method]descriptor.metadata-hash", DescriptorCalls.GetMetadataHash);

    private static void AddDirectory(InterfaceBuilder types) => types
        .Function("[method]descriptor.read-directory", DescriptorCalls.ReadDirectory)
        .Function("[method]descriptor.create-directory-at", DescriptorCalls.CreateDirectoryAt)
        .Function("[method]descriptor.stat-at", DescriptorCalls.StatAt)
        .Function("[method]descriptor.set-times-at", DescriptorCalls.SetTimesAt)
        .Function("[method]descriptor.link-at", DescriptorCalls.LinkAt)
        .Function("[method]descriptor.open-at", DescriptorCalls.OpenAt)
        .Function("[method]descriptor.readlink-at", DescriptorCalls.ReadlinkAt)
        .Function("[method]descriptor.remove-directory-at", DescriptorCalls.RemoveDirectoryAt)
        .Function("[method]descriptor.rename-at", DescriptorCalls.RenameAt)
        .Function("[method]descriptor.symlink-at", DescriptorCalls.SymlinkAt)
        .Function("[method]descriptor.unlink-file-at", DescriptorCalls.UnlinkFileAt)
        .Function("[method]descriptor.metadata-hash-at", DescriptorCalls.GetMetadataHashAt);
}
