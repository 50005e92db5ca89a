using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Filesystem;

/// <summary>The methods of <c>descriptor</c> as WASI 0.2 has them, over the services: what these throw becomes an <c>error-code</c>.</summary>
internal static class DescriptorCalls
{
    private const uint NanosecondsPerSecond = 1_000_000_000;

    private static readonly Result<ValueTuple, ErrorCode> _done = Result<ValueTuple, ErrorCode>.Ok(default);

    public static Result<InputStream, ErrorCode> ReadViaStream(Descriptor descriptor, ulong offset) =>
        Try(() => new InputStream(descriptor.State, descriptor.File.ReadFrom(offset)));

    public static Result<OutputStream, ErrorCode> WriteViaStream(Descriptor descriptor, ulong offset) =>
        Try(() => new OutputStream(descriptor.State, descriptor.File.WriteTo(offset)));

    public static Result<OutputStream, ErrorCode> AppendViaStream(Descriptor descriptor) =>
        Try(() => new OutputStream(descriptor.State, descriptor.File.WriteTo(null)));

    public static Result<ValueTuple, ErrorCode> Advise(Descriptor descriptor, ulong offset, ulong length, Advice advice) => Try(() =>
    {
        var file = descriptor.File.Node as OpenFile ?? throw new FileFault(ErrorCode.BadDescriptor);
        file.Advise(Signed(offset, ErrorCode.Invalid), Signed(length, ErrorCode.Invalid), advice);
    });

    public static Result<ValueTuple, ErrorCode> Sync(Descriptor descriptor, bool dataAlone) => Try(() => descriptor.File.Node.Sync(dataAlone));

    public static Result<DescriptorFlags, ErrorCode> GetFlags(Descriptor descriptor) => Result<DescriptorFlags, ErrorCode>.Ok(descriptor.File.Flags);

    public static Result<DescriptorType, ErrorCode> GetDescriptorType(Descriptor descriptor) => Result<DescriptorType, ErrorCode>.Ok(descriptor.File.Type);

    public static Result<ValueTuple, ErrorCode> SetSize(Descriptor descriptor, ulong size) =>
        Try(() => descriptor.File.WritableFile.SetSize(Signed(size, ErrorCode.FileTooLarge)));

    public static Result<ValueTuple, ErrorCode> SetTimes(Descriptor descriptor, NewTimestamp access, NewTimestamp modification) =>
        Try(() => descriptor.File.MutableNode.SetTimes(Checked(access), Checked(modification)));

    public static Result<(byte[], bool), ErrorCode> Read(Descriptor descriptor, ulong length, ulong offset) => Try(() =>
    {
        var file = descriptor.File.ReadableFile;
        var bytes = new byte[(int)Math.Min(length, (ulong)descriptor.State.Limits.MaxReadBytes)];
        var count = offset > long.MaxValue ? 0 : file.Read(bytes, (long)offset);
        return (count == bytes.Length ? bytes : bytes[..count], count < bytes.Length);
    });

    public static Result<ulong, ErrorCode> Write(Descriptor descriptor, byte[] buffer, ulong offset) => Try(() =>
    {
        var file = descriptor.File.WritableFile;
        if (offset > (ulong)(long.MaxValue - buffer.Length))
            throw new FileFault(ErrorCode.FileTooLarge);
        file.Write(buffer, (long)offset);
        return (ulong)buffer.Length;
    });

    public static Result<DirectoryEntryStream, ErrorCode> ReadDirectory(Descriptor descriptor) => Try(() =>
    {
        descriptor.State.EnterFile();
        IEntryReader entries;
        try
        {
            entries = descriptor.File.Directory.ReadEntries();
        }
        catch
        {
            descriptor.State.LeaveFile();
            throw;
        }
        return new DirectoryEntryStream(descriptor.State, entries);
    });

    public static Result<ValueTuple, ErrorCode> CreateDirectoryAt(Descriptor descriptor, string path) =>
        Try(() => descriptor.File.MutableDirectory.CreateDirectory(path));

    public static Result<DescriptorStat, ErrorCode> Stat(Descriptor descriptor) => Try(descriptor.File.Node.Stat);

    public static Result<DescriptorStat, ErrorCode> StatAt(Descriptor descriptor, PathFlags flags, string path) =>
        Try(() => descriptor.File.Directory.ExamineAt(path, Follows(flags)).Stat);

    public static Result<ValueTuple, ErrorCode> SetTimesAt(Descriptor descriptor, PathFlags flags, string path, NewTimestamp access, NewTimestamp modification) =>
        Try(() => descriptor.File.MutableDirectory.SetTimesAt(path, Follows(flags), Checked(access), Checked(modification)));

    public static Result<ValueTuple, ErrorCode> LinkAt(Descriptor descriptor, PathFlags flags, string path, Descriptor to, string newPath) =>
        Try(() => descriptor.File.MutableDirectory.Link(path, Follows(flags), to.File.MutableDirectory, newPath));

    public static Result<Descriptor, ErrorCode> OpenAt(Descriptor descriptor, PathFlags pathFlags, string path, OpenFlags openFlags, DescriptorFlags flags) =>
        Try(() => new Descriptor(descriptor.State, descriptor.State.Opened(() => descriptor.File.Open(path, Follows(pathFlags), openFlags, flags))));

    public static Result<string, ErrorCode> ReadlinkAt(Descriptor descriptor, string path) => Try(() => descriptor.File.ReadLink(path));

    public static Result<ValueTuple, ErrorCode> RemoveDirectoryAt(Descriptor descriptor, string path) =>
        Try(() => descriptor.File.MutableDirectory.RemoveDirectory(path));

    public static Result<ValueTuple, ErrorCode> RenameAt(Descriptor descriptor, string path, Descriptor to, string newPath) =>
        Try(() => descriptor.File.MutableDirectory.Rename(path, to.File.MutableDirectory, newPath));

    public static Result<ValueTuple, ErrorCode> SymlinkAt(Descriptor descriptor, string target, string path) => Try(() => descriptor.File.Symlink(target, path));

    public static Result<ValueTuple, ErrorCode> UnlinkFileAt(Descriptor descriptor, string path) =>
        Try(() => descriptor.File.MutableDirectory.UnlinkFile(path));

    public static bool IsSameObject(Descriptor descriptor, Descriptor other) => descriptor.File.Node.Identify() == other.File.Node.Identify();

    public static Result<MetadataHashValue, ErrorCode> GetMetadataHash(Descriptor descriptor) =>
        Try(() => MetadataHash.Of(descriptor.File.Node.Examine()));

    public static Result<MetadataHashValue, ErrorCode> GetMetadataHashAt(Descriptor descriptor, PathFlags flags, string path) =>
        Try(() => MetadataHash.Of(descriptor.File.Directory.ExamineAt(path, Follows(flags))));

    public static Result<DirectoryEntry?, ErrorCode> ReadDirectoryEntry(DirectoryEntryStream stream) => Try(stream.Next);

    public static ErrorCode? CodeOf(IoError error) => error.Fault.Code as ErrorCode?;

    private static bool Follows(PathFlags flags) => flags.HasFlag(PathFlags.SymlinkFollow);

    // The systems below have special nanoseconds, which no guest shall name.
    private static NewTimestamp Checked(NewTimestamp time) => time is NewTimestamp.Timestamp { Value: var value } && (value.Nanoseconds >= NanosecondsPerSecond || value.Seconds > long.MaxValue)
        ? throw new FileFault(ErrorCode.Invalid)
        : time;

    private static long Signed(ulong value, ErrorCode otherwise) => value <= long.MaxValue ? (long)value : throw new FileFault(otherwise);

    private static Result<T, ErrorCode> Try<T>(Func<T> operation)
    {
        try
        {
            return Result<T, ErrorCode>.Ok(operation());
        }
        catch (FileFault fault)
        {
            return Result<T, ErrorCode>.Err(fault.Code);
        }
    }

    private static Result<ValueTuple, ErrorCode> Try(Action operation)
    {
        try
        {
            operation();
            return _done;
        }
        catch (FileFault fault)
        {
            return Result<ValueTuple, ErrorCode>.Err(fault.Code);
        }
    }
}
