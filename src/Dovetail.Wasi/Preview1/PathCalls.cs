using System.Text;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>path_*</c> but for <c>path_open</c>: operations on a name beneath a directory.</summary>
internal static class PathCalls
{
    public static Errno CreateDirectory(Guest guest, uint fd, uint path, uint length)
    {
        var name = guest.Memory.ReadPath(path, length);
        guest.Directory(fd, Rights.PathCreateDirectory).Node.MutableDirectory.CreateDirectory(name);
        return Errno.Success;
    }

    public static Errno FilestatGet(Guest guest, uint fd, uint flags, uint path, uint length, uint result)
    {
        guest.Memory.Check(result, sizeof(ulong), sizeof(ulong));
        var (name, follow) = (guest.Memory.ReadPath(path, length), Follows(flags));
        var found = guest.Directory(fd, Rights.PathFilestatGet).Node.Directory.ExamineAt(name, follow);
        FileStat.Write(guest.Memory, result, found, FileStat.TypeOf(found.Stat.Type));
        return Errno.Success;
    }

    public static Errno FilestatSetTimes(Guest guest, uint fd, uint flags, uint path, uint length, ulong access, ulong modification, uint timeFlags)
    {
        var (newAccess, newModification) = FileStat.Times(access, modification, timeFlags);
        var (name, follow) = (guest.Memory.ReadPath(path, length), Follows(flags));
        guest.Directory(fd, Rights.PathFilestatSetTimes).Node.MutableDirectory.SetTimesAt(name, follow, newAccess, newModification);
        return Errno.Success;
    }

    public static Errno Link(Guest guest, uint oldFd, uint oldFlags, uint oldPath, uint oldLength, uint newFd, uint newPath, uint newLength)
    {
        var (oldName, newName, follow) = (guest.Memory.ReadPath(oldPath, oldLength), guest.Memory.ReadPath(newPath, newLength), Follows(oldFlags));
        var (from, to) = (guest.Directory(oldFd, Rights.PathLinkSource), guest.Directory(newFd, Rights.PathLinkTarget));
        from.Node.MutableDirectory.Link(oldName, follow, to.Node.MutableDirectory, newName);
        return Errno.Success;
    }

    public static Errno Readlink(Guest guest, uint fd, uint path, uint length, uint buffer, uint bufferLength, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        guest.Memory.Check(buffer, bufferLength);
        var name = guest.Memory.ReadPath(path, length);
        var target = Encoding.UTF8.GetBytes(guest.Directory(fd, Rights.PathReadlink).Node.ReadLink(name));
        var used = (int)Math.Min((uint)target.Length, bufferLength);
        guest.Memory.Write(buffer, target.AsSpan(0, used));
        guest.Memory.WriteUInt32(result, (uint)used);
        return Errno.Success;
    }

    public static Errno RemoveDirectory(Guest guest, uint fd, uint path, uint length)
    {
        var name = guest.Memory.ReadPath(path, length);
        guest.Directory(fd, Rights.PathRemoveDirectory).Node.MutableDirectory.RemoveDirectory(name);
        return Errno.Success;
    }

    public static Errno Rename(Guest guest, uint oldFd, uint oldPath, uint oldLength, uint newFd, uint newPath, uint newLength)
    {
        var (oldName, newName) = (guest.Memory.ReadPath(oldPath, oldLength), guest.Memory.ReadPath(newPath, newLength));
        var (from, to) = (guest.Directory(oldFd, Rights.PathRenameSource), guest.Directory(newFd, Rights.PathRenameTarget));
        from.Node.MutableDirectory.Rename(oldName, to.Node.MutableDirectory, newName);
        return Errno.Success;
    }

    public static Errno Symlink(Guest guest, uint target, uint targetLength, uint fd, uint path, uint length)
    {
        var (text, name) = (guest.Memory.ReadPath(target, targetLength), guest.Memory.ReadPath(path, length));
        guest.Directory(fd, Rights.PathSymlink).Node.Symlink(text, name);
        return Errno.Success;
    }

    public static Errno UnlinkFile(Guest guest, uint fd, uint path, uint length)
    {
        var name = guest.Memory.ReadPath(path, length);
        guest.Directory(fd, Rights.PathUnlinkFile).Node.MutableDirectory.UnlinkFile(name);
        return Errno.Success;
    }

    /// <summary>Whether a link in the last place of a path is followed.</summary>
    /// <exception cref="ErrnoException">There are flags that are not known.</exception>
    public static bool Follows(uint flags) => Guest.Flags(flags, (uint)LookupFlags.All) != 0;
}
