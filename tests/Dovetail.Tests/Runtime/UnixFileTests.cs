using System.IO.Pipes;
using Dovetail.Runtime;

namespace Dovetail.Tests.Runtime;

public sealed class UnixFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [LinuxTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(1_000_003)]
    public void A_file_is_read_whole(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(_path, bytes);
        Assert.Equal(bytes, UnixFile.TryRead(_path));
    }

    // Files of the system that say that they are empty, and are not.
    [LinuxFact]
    public void A_file_whose_length_is_not_known_is_read_to_its_end()
    {
        var status = UnixFile.TryRead("/proc/self/status")!;
        Assert.StartsWith("Name:", System.Text.Encoding.UTF8.GetString(status), StringComparison.Ordinal);
        Assert.Equal((byte)'\n', status[^1]);
        Assert.True(UnixFile.TryRead("/proc/self/maps")!.Length > 8192);
    }

    [LinuxTheory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/no/such/file")]
    [InlineData("/dev/null\0")]
    [InlineData("/dev/../dev/null")]
    [InlineData("/tmp/ü")]
    public void What_is_not_plain_is_left_to_the_base_library(string path) => Assert.Null(UnixFile.TryRead(path));

    [LinuxFact]
    public void Large_files_and_long_names_are_left_to_the_base_library()
    {
        Assert.Null(UnixFile.TryRead(new string('/', 512) + "dev/null"));
        using (var file = File.OpenWrite(_path))
            file.SetLength((1 << 20) + 1);
        Assert.Null(UnixFile.TryRead(_path));
    }

    [LinuxFact]
    public void A_link_is_followed()
    {
        File.WriteAllText(_path, "there");
        var link = _path + ".link";
        File.CreateSymbolicLink(link, _path);
        Assert.Equal("there"u8.ToArray(), UnixFile.TryRead(link));
        File.Delete(link);
    }

    [LinuxFact]
    public async Task Bytes_are_written_until_the_system_refuses()
    {
        var bytes = new byte[200_000];
        new Random(1).NextBytes(bytes);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var received = new MemoryStream();
        var read = pipe.CopyToAsync(received);
        Assert.Equal(bytes.Length, await Task.Run(() => UnixFile.Write((int)pipe.ClientSafePipeHandle.DangerousGetHandle(), bytes)));
        pipe.DisposeLocalCopyOfClientHandle();
        await read;
        Assert.Equal(bytes, received.ToArray());
        Assert.Equal(0, UnixFile.Write(-1, bytes));
    }
}
