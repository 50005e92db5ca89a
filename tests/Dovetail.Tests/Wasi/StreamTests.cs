using System.IO.Pipelines;
using Dovetail.Wasi;
using Dovetail.Wasi.Io;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:io/streams</c>, over streams of .NET.</summary>
public sealed class StreamTests : WasiTestBase
{
    private static readonly string[] _parts = [WasiText.Io(), WasiText.Stdio()];
    private ComponentInstance _instance = null!;
    private ComponentInstance _streams = null!;
    private ComponentInstance _poll = null!;
    private ComponentInstance _error = null!;
    private WitValue _in;
    private WitValue _out;

    private void Open(WasiOptions options, StoreOptions? limits = null)
    {
        var instance = _instance = Start(WasiText.Forward(_parts, "error", "poll", "streams", "stdin", "stdout", "stderr"), options, limits);
        (_streams, _poll, _error) = (Interface(instance, "streams"), Interface(instance, "poll"), Interface(instance, "error"));
        _in = Interface(instance, "stdin").Call("get-stdin");
        _out = Interface(instance, "stdout").Call("get-stdout");
    }

    private WitValue In(string method, params WitValue[] arguments) => _streams.Method($"input-stream.{method}", _in, arguments);

    private WitValue Out(string method, params WitValue[] arguments) => _streams.Method($"output-stream.{method}", _out, arguments);

    [Fact]
    public void Reads_up_to_the_length_and_then_is_closed()
    {
        Open(new WasiOptions { Stdin = new MemoryStream("hello, world"u8.ToArray()) });
        Assert.Equal("hello", Text(In("read", 5ul).Ok()));
        Assert.Empty(In("read", 0ul).Ok().Items);
        Assert.Equal(2ul, (ulong)In("skip", 2ul).Ok());
        Assert.Equal("wor", Text(In("blocking-read", 3ul).Ok()));
        Assert.Equal(2ul, (ulong)In("blocking-skip", 100ul).Ok());
        Assert.Equal("closed", In("read", 1ul).Err().CaseName);
        Assert.Equal("closed", In("blocking-read", 1ul).Err().CaseName);
        Assert.Equal("closed", In("read", 0ul).Err().CaseName);
    }

    [Fact]
    public void A_read_of_everything_allocates_no_more_than_the_limit()
    {
        Open(new WasiOptions { Stdin = new MemoryStream(new byte[1 << 20]), Limits = new WasiLimits { MaxReadBytes = 1000 } });
        Assert.Equal(1000, In("blocking-read", ulong.MaxValue).Ok().Items.Count);
        Assert.Equal(1000ul, (ulong)In("blocking-skip", 1ul << 63).Ok());
    }

    [Fact]
    public void Without_grants_the_input_is_closed_and_the_output_goes_nowhere()
    {
        Open(WasiOptions.Default);
        Assert.Equal("closed", In("read", 1ul).Err().CaseName);
        Assert.Equal(ByteSink.DefaultPermit, (int)(ulong)Out("check-write").Ok());
        _ = Out("write", new byte[10]).Ok();
        _ = Out("blocking-write-and-flush", new byte[4096]).Ok();
    }

    [Fact]
    public void Writes_what_was_permitted_in_order()
    {
        using var output = new MemoryStream();
        Open(new WasiOptions { Stdout = output });
        Assert.NotEqual(0ul, (ulong)Out("check-write").Ok());
        _ = Out("write", "ab"u8.ToArray()).Ok();
        _ = Out("write-zeroes", 2ul).Ok();
        _ = Out("flush").Ok();
        _ = Out("blocking-flush").Ok();
        _ = Out("blocking-write-and-flush", "cd"u8.ToArray()).Ok();
        _ = Out("blocking-write-zeroes-and-flush", 1ul).Ok();
        Assert.Equal("ab\0\0cd\0"u8.ToArray(), output.ToArray());
    }

    [Fact]
    public void A_write_past_the_permit_traps()
    {
        Open(new WasiOptions { Stdout = new MemoryStream() });
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => Out("write", new byte[1])).Code);
        var permit = (int)(ulong)Out("check-write").Ok();
        _ = Out("write", new byte[permit]).Ok();
        Assert.Contains("check-write", Assert.Throws<TrapException>(() => Out("write", new byte[1])).Message, StringComparison.Ordinal);
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => Out("write-zeroes", ulong.MaxValue)).Code);
    }

    [Fact]
    public void A_blocking_write_of_more_than_4096_bytes_traps()
    {
        Open(new WasiOptions { Stdout = new MemoryStream() });
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => Out("blocking-write-and-flush", new byte[4097])).Code);
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => Out("blocking-write-zeroes-and-flush", 4097ul)).Code);
        Assert.Equal(TrapCode.HostRule, Assert.Throws<TrapException>(() => Out("blocking-write-zeroes-and-flush", ulong.MaxValue)).Code);
    }

    [Fact]
    public void Splices_no_more_than_asked()
    {
        using var output = new MemoryStream();
        Open(new WasiOptions { Stdin = new MemoryStream("abcdef"u8.ToArray()), Stdout = output });
        Assert.Equal(2ul, (ulong)Out("splice", _in, 2ul).Ok());
        Assert.Equal(4ul, (ulong)Out("blocking-splice", _in, ulong.MaxValue).Ok());
        Assert.Equal("closed", Out("blocking-splice", _in, 1ul).Err().CaseName);
        Assert.Equal("abcdef"u8.ToArray(), output.ToArray());
    }

    [Fact]
    public async Task A_slow_reader_holds_the_guest_back()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500));
        Open(new WasiOptions { Stdout = pipe.Writer.AsStream() });
        _ = Out("check-write").Ok();
        _ = Out("write", new byte[2000]).Ok();
        Assert.Equal(0ul, (ulong)Out("check-write").Ok());
        var pollable = Out("subscribe");
        Assert.False((bool)_poll.Method("pollable.ready", pollable));
        var reading = Task.Run(async () =>
        {
            await Task.Delay(20);
            pipe.Reader.AdvanceTo((await pipe.Reader.ReadAtLeastAsync(2000)).Buffer.End);
        });
        _ = _poll.Method("pollable.block", pollable);
        await reading;
        Assert.True((bool)_poll.Method("pollable.ready", pollable));
        Assert.NotEqual(0ul, (ulong)Out("check-write").Ok());
    }

    [Fact]
    public async Task What_was_permitted_to_many_at_once_is_taken_from_all()
    {
        const int count = 20;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500));
        Open(new WasiOptions { Stdout = pipe.Writer.AsStream() });
        var outputs = Enumerable.Range(0, count).Select(_ => Interface(_instance, "stdout").Call("get-stdout")).ToArray();
        Assert.All(outputs, output => Assert.Equal(ByteSink.DefaultPermit, (int)(ulong)_streams.Method("output-stream.check-write", output).Ok()));
        var written = 0;
        var writing = Task.Run(() =>
        {
            foreach (var output in outputs)
            {
                _ = _streams.Method("output-stream.write", output, Enumerable.Repeat((byte)written, ByteSink.DefaultPermit).ToArray()).Ok();
                Volatile.Write(ref written, written + 1);
            }
        });
        // One is on its way, sixteen wait behind it, and for the next there is no room.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref written) == 17, TimeSpan.FromSeconds(30)));
        var read = await pipe.Reader.ReadAtLeastAsync(ByteSink.DefaultPermit).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(ByteSink.DefaultPermit, read.Buffer.Length);
        pipe.Reader.AdvanceTo(read.Buffer.End);
        read = await pipe.Reader.ReadAtLeastAsync((count - 1) * ByteSink.DefaultPermit).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        var last = read.Buffer.Slice(read.Buffer.Length - ByteSink.DefaultPermit).FirstSpan[0];
        pipe.Reader.AdvanceTo(read.Buffer.End);
        await writing.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(count - 1, last);
    }

    [Fact]
    public async Task A_blocking_read_waits_for_bytes()
    {
        var pipe = new Pipe();
        Open(new WasiOptions { Stdin = pipe.Reader.AsStream() });
        Assert.Empty(In("read", 10ul).Ok().Items);
        var writing = Task.Run(async () =>
        {
            await Task.Delay(20);
            await pipe.Writer.WriteAsync("late"u8.ToArray());
            await pipe.Writer.CompleteAsync();
        });
        Assert.Equal("late", Text(In("blocking-read", 10ul).Ok()));
        await writing;
        Assert.Equal("closed", In("blocking-read", 10ul).Err().CaseName);
    }

    [Fact]
    public void What_fails_is_told_once_and_the_stream_is_closed_then()
    {
        Open(new WasiOptions { Stdin = new BrokenStream(), Stdout = new BrokenStream() });
        var read = In("blocking-read", 1ul).Err();
        Assert.Equal("last-operation-failed", read.CaseName);
        Assert.Equal("input/output error", (string)_error.Method("error.to-debug-string", read.CaseValue!.Value));
        Assert.Equal("closed", In("read", 1ul).Err().CaseName);
        Assert.Equal("last-operation-failed", Out("blocking-write-and-flush", new byte[1]).Err().CaseName);
        Assert.Equal("closed", Out("check-write").Err().CaseName);
        Assert.Equal("closed", Out("flush").Err().CaseName);
    }

    [Fact]
    public void A_guest_that_waits_for_input_ends_at_its_deadline()
    {
        Open(new WasiOptions { Stdin = new Pipe().Reader.AsStream() }, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(500) });
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => In("blocking-read", 1ul)).Code);
    }

    [Fact]
    public void A_guest_that_waits_for_output_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        Open(new WasiOptions { Stdout = new Pipe(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5)).Writer.AsStream() },
            new StoreOptions { Cancellation = stop.Token });
        stop.CancelAfter(50);
        Assert.Equal(TrapCode.Cancelled, Assert.Throws<TrapException>(() => Out("blocking-write-and-flush", new byte[100])).Code);
    }

    [Fact]
    public async Task A_guest_that_waits_ends_when_the_host_interrupts_it()
    {
        Open(new WasiOptions { Stdin = new Pipe().Reader.AsStream() });
        var pollable = In("subscribe");
        var interrupting = Task.Run(async () =>
        {
            await Task.Delay(50);
            _streams.Store.Interrupt();
        });
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(() => _poll.Call("poll", WitValue.List(pollable))).Code);
        await interrupting;
    }

    [Fact]
    public void What_was_read_ahead_is_there_for_the_next_store()
    {
        using var input = new MemoryStream("abcd"u8.ToArray());
        Open(new WasiOptions { Stdin = input });
        Assert.Equal("ab", Text(In("read", 2ul).Ok()));
        Open(new WasiOptions { Stdin = input });
        Assert.Equal("cd", Text(In("read", 2ul).Ok()));
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("/secret/of/the/host");

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            throw new IOException("/secret/of/the/host");
        }
    }
}
