using Dovetail.Wasi.Filesystem;

namespace Dovetail.Wasi.Preview1;

/// <summary>What one store's guests have of preview 1: the standard streams as 0, 1 and 2, then the directories and sockets that are granted, and what they open. Belongs to the store's thread.</summary>
internal sealed class GuestProcess : IDisposable
{
    /// <summary>How many bytes are moved at a time.</summary>
    public const int PartBytes = 64 << 10;

    public GuestProcess(WasiState state)
    {
        State = state;
        var terminals = state.Options.Terminals;
        Files.Add(new StreamFd(this, TypeOf(TerminalStreams.Stdin), Rights.OfInput, state.Standard.Input, null));
        Files.Add(new StreamFd(this, TypeOf(TerminalStreams.Stdout), Rights.OfOutput, null, state.Standard.Output));
        Files.Add(new StreamFd(this, TypeOf(TerminalStreams.Stderr), Rights.OfOutput, null, state.Standard.Error));
        try
        {
            foreach (var preopen in state.Options.Preopens)
            {
                var directory = FilesystemInterfaces.Open(state, preopen, "wasi_snapshot_preview1");
                Files.Add(new DirectoryFd(this, directory, Rights.OfDirectory, Rights.OfDirectory | Rights.OfFile, preopen.GuestPath));
            }
            foreach (var listener in state.Options.Listeners)
                Files.Add(new ListenerFd(this, listener));
        }
        catch
        {
            Dispose();
            throw;
        }

        FileType TypeOf(TerminalStreams stream) => terminals.HasFlag(stream) ? FileType.CharacterDevice : FileType.Unknown;
    }

    public WasiState State { get; }

    public FdTable Files { get; } = new();

    /// <summary>How many bytes are moved next where so many were: no more than the guest's number for them can say.</summary>
    public static int MaxPart(uint done) => done > int.MaxValue ? 0 : PartBytes;

    public void Dispose() => Files.Dispose();
}
