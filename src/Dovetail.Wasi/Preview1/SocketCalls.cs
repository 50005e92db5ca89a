namespace Dovetail.Wasi.Preview1;

/// <summary><c>sock_*</c>, of the sockets that the host gives: preview 1 has no function that makes one.</summary>
internal static class SocketCalls
{
    public static Errno Accept(Guest guest, uint fd, uint flags, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        if (Socket(guest, fd) is not ListenerFd listener)
            return Errno.Inval;
        listener.Require(Rights.SockAccept);
        var connection = listener.Accept((FdFlags)Guest.Flags(flags, (uint)FdFlags.Nonblock));
        guest.Memory.WriteUInt32(result, guest.Files.Add(connection));
        return Errno.Success;
    }

    // What was received is not kept by the sources of bytes, so that it cannot be looked at before.
    public static Errno Recv(Guest guest, uint fd, uint vectors, uint count, uint flags, uint result, uint resultFlags)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        guest.Memory.Check(resultFlags, sizeof(ushort), sizeof(ushort));
        var buffers = new IoVectors(guest.Memory, vectors, count);
        var connection = Connection(guest, fd, Rights.FdRead);
        var wanted = (RiFlags)Guest.Flags(flags, (uint)RiFlags.All);
        if (wanted.HasFlag(RiFlags.RecvPeek))
            return Errno.Notsup;
        var received = wanted.HasFlag(RiFlags.RecvWaitall) ? connection.ReadWhole(ref buffers) : connection.Read(ref buffers);
        guest.Memory.WriteUInt32(result, received);
        guest.Memory.Write(resultFlags, [0, 0]);
        return Errno.Success;
    }

    public static Errno Send(Guest guest, uint fd, uint vectors, uint count, uint flags, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        var buffers = new IoVectors(guest.Memory, vectors, count);
        var connection = Connection(guest, fd, Rights.FdWrite);
        _ = Guest.Flags(flags, 0);
        guest.Memory.WriteUInt32(result, connection.Write(ref buffers));
        return Errno.Success;
    }

    public static Errno Shutdown(Guest guest, uint fd, uint how)
    {
        var connection = Connection(guest, fd, Rights.SockShutdown);
        if (how == 0)
            return Errno.Inval;
        connection.Shutdown((SdFlags)Guest.Flags(how, (uint)SdFlags.All));
        return Errno.Success;
    }

    private static OpenFd Socket(Guest guest, uint fd) => guest.Files[fd] is var found && found is ListenerFd or ConnectionFd ? found : throw new ErrnoException(Errno.Notsock);

    private static ConnectionFd Connection(Guest guest, uint fd, Rights needed)
    {
        var connection = Socket(guest, fd) as ConnectionFd ?? throw new ErrnoException(Errno.Notconn);
        connection.Require(needed);
        return connection;
    }
}
