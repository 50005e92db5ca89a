using System.IO.Pipelines;
using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary><c>fd_read</c>, <c>fd_write</c> and attributes of the standard streams.</summary>
public sealed class StreamTests : Preview1TestBase
{
    [Fact]
    public void What_is_not_granted_is_empty_and_takes_all()
    {
        Open();
        Assert.Equal("", Read(0));
        Assert.Equal(Errno.Success, Write(1, "nobody"));
        Assert.Equal(6u, ResultUInt32);
        Assert.Equal(Errno.Success, Write(2, "hears"));
    }

    [Fact]
    public void Output_comes_from_several_buffers_and_input_goes_into_several()
    {
        using var output = new MemoryStream();
        Open(new WasiOptions { Stdin = new MemoryStream("abcdefg"u8.ToArray()), Stdout = output });
        Assert.Equal(Errno.Success, Call("fd_read", 0, Iovs((Data, 3), (Data + 100, 0), (Data + 10, 3)), 3, Result));
        Assert.Equal((6u, "abc", "def"), (ResultUInt32, TextAt(Data, 3), TextAt(Data + 10, 3)));
        Assert.Equal(Errno.Success, Call("fd_write", 1, Iovs((Data + 10, 3), (Data, 2)), 2, Result));
        Assert.Equal((5u, "defab"), (ResultUInt32, System.Text.Encoding.ASCII.GetString(output.ToArray())));
        Assert.Equal("g", Read(0));
        Assert.Equal("", Read(0));
    }

    [Fact]
    public void Nothing_is_waited_for_where_there_is_no_room()
    {
        var pipe = new Pipe();
        Open(new WasiOptions { Stdin = pipe.Reader.AsStream() });
        Assert.Equal(Errno.Success, Call("fd_read", 0, Iovs((Data, 0)), 1, Result));
        Assert.Equal(Errno.Success, Call("fd_read", 0, Vectors, 0, Result));
        Assert.Equal(0u, ResultUInt32);
    }

    [Fact]
    public void What_shall_not_wait_says_that_it_would()
    {
        var (input, output) = (new Pipe(), new Pipe(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5)));
        Open(new WasiOptions { Stdin = input.Reader.AsStream(), Stdout = output.Writer.AsStream() });
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", 0, FdFlags.Nonblock));
        Assert.Equal("Again", Read(0));
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", 1, FdFlags.Nonblock));
        Assert.Equal(Errno.Success, Write(1, new string('x', 20)));
        Assert.Equal(Errno.Again, Write(1, "more"));
        Assert.True(output.Reader.TryRead(out var read));
        output.Reader.AdvanceTo(read.Buffer.End);
        Assert.True(SpinWait.SpinUntil(() => Write(1, "more") == Errno.Success, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_reader_waits_for_the_first_byte_and_no_longer()
    {
        var pipe = new Pipe();
        Open(new WasiOptions { Stdin = pipe.Reader.AsStream() });
        var writing = Task.Run(async () => await pipe.Writer.WriteAsync("ab"u8.ToArray()));
        Assert.Equal("ab", Read(0));
        await writing.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_guest_that_waits_is_stopped_by_its_deadline_and_by_the_host()
    {
        var pipe = new Pipe();
        Open(new WasiOptions { Stdin = pipe.Reader.AsStream() }, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => Read(0)).Code);
        using var stop = new CancellationTokenSource();
        Open(new WasiOptions { Stdin = pipe.Reader.AsStream() }, new StoreOptions { Cancellation = stop.Token });
        stop.CancelAfter(50);
        Assert.Equal(TrapCode.Cancelled, Assert.Throws<TrapException>(() => Read(0)).Code);
    }

    [Fact]
    public void A_stream_that_fails_is_an_error_of_the_write_itself()
    {
        Open(new WasiOptions { Stdout = new FailingStream(), Stdin = new FailingStream() });
        Assert.Equal(Errno.Io, Write(1, "x"));
        Assert.Equal(Errno.Pipe, Write(1, "x"));
        Assert.Equal("Io", Read(0));
    }

    [Fact]
    public void What_was_written_does_not_stay_in_the_hosts_own_buffers()
    {
        using var output = new MemoryStream();
        using var buffered = new BufferedStream(output, 1000);
        Open(new WasiOptions { Stdout = buffered });
        Assert.Equal(Errno.Success, Write(1, "seen"));
        Assert.Equal(4, output.Length);
    }

    [Fact]
    public void Much_goes_in_parts_of_bounded_size()
    {
        using var output = new MemoryStream();
        Open(new WasiOptions { Stdout = output, Stdin = new MemoryStream(new byte[1 << 20]) });
        // The same buffer again and again: sixteen times the memory.
        var buffers = Enumerable.Repeat((0u, 0x20000u), 16).ToArray();
        Assert.Equal(Errno.Success, Call("fd_write", 1, Iovs(buffers), 16, Result));
        Assert.Equal((0x200000u, 0x200000), (ResultUInt32, output.Length));
        Assert.Equal(Errno.Success, Call("fd_read", 0, Iovs((0x10000, 0x10000), (0x10000, 0x10000)), 2, Result));
        Assert.Equal((uint)WasiLimits.Default.MaxReadBytes, ResultUInt32);
    }

    [Fact]
    public void Of_very_many_buffers_the_first_are_used()
    {
        using var output = new MemoryStream();
        Open(new WasiOptions { Stdout = output });
        for (var i = 0; i < 3000; i++)
        {
            Memory.WriteInt32(0x10000 + 8 * i, (int)Data);
            Memory.WriteInt32(0x10000 + 8 * i + 4, 1);
        }
        Assert.Equal(Errno.Success, Call("fd_write", 1, 0x10000, 3000, Result));
        Assert.Equal((1024u, 1024), (ResultUInt32, output.Length));
    }

    [Fact]
    public void Streams_say_what_they_are()
    {
        Open(new WasiOptions { Terminals = TerminalStreams.Stdout });
        Assert.Equal((FileType.Unknown, Rights.OfInput), Fdstat(0));
        Assert.Equal((FileType.CharacterDevice, Rights.OfOutput), Fdstat(1));
        Assert.Equal((FileType.Unknown, Rights.OfOutput), Fdstat(2));
        Assert.Equal(Errno.Success, Call("fd_filestat_get", 1, Result));
        Assert.Equal((byte)FileType.CharacterDevice, Bytes(Result + 16, 1)[0]);
    }

    [Fact]
    public void What_is_only_for_files_is_refused()
    {
        Open();
        Assert.Equal(Errno.Notcapable, Write(0, "x"));
        Assert.Equal("Notcapable", Read(1));
        Assert.Equal(Errno.Spipe, Call("fd_seek", 0, 0, Whence.Cur, Result));
        Assert.Equal(Errno.Spipe, Call("fd_tell", 0, Result));
        Assert.Equal(Errno.Spipe, Call("fd_pread", 0, Iovs((Data, 1)), 1, 0, Result));
        Assert.Equal(Errno.Spipe, Call("fd_pwrite", 1, Iovs((Data, 1)), 1, 0, Result));
        Assert.Equal(Errno.Inval, Call("fd_filestat_set_size", 1, 0));
        Assert.Equal(Errno.Notcapable, Call("fd_sync", 1));
        Assert.Equal(Errno.Notcapable, Call("fd_datasync", 1));
        Assert.Equal(Errno.Notcapable, Call("fd_filestat_set_times", 1, 0, 0, FstFlags.MtimNow));
        Assert.Equal(Errno.Spipe, Call("fd_advise", 1, 0, 0, 0));
        Assert.Equal(Errno.Spipe, Call("fd_allocate", 1, 0, 1));
        Assert.Equal(Errno.Notdir, Call("fd_readdir", 1, Data, 100, 0, Result));
        Assert.Equal(Errno.Notdir, TryOpen(1, "x"));
        Assert.Equal(Errno.Badf, Call("fd_prestat_get", 1, Result));
        Assert.Equal(Errno.Badf, Call("fd_prestat_dir_name", 1, Data, 10));
    }

    private (FileType, Rights) Fdstat(uint fd)
    {
        Assert.Equal(Errno.Success, Call("fd_fdstat_get", fd, Result));
        Assert.Equal((0u, 0ul), (UInt16(Result + 2), UInt64(Result + 16)));
        return ((FileType)Bytes(Result, 1)[0], (Rights)UInt64(Result + 8));
    }

    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}
