namespace Dovetail.Tests.Wasi;

/// <summary>The kernel, the walk by components and the filesystem in memory resolve the same paths to the same things, in trees and by paths that a seed makes.</summary>
public sealed class PathDifferentialTests : FilesystemTestBase
{
    private static readonly string[] _names = ["a", "b", "c", "d", "e", "f"];

    [LinuxTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void All_filesystems_say_the_same_of_every_path(int seed)
    {
        var random = new Random(seed);
        var directories = Open(null, Preopen(Place.Memory), Preopen(Place.Kernel), Preopen(Place.Components));
        for (var i = 0; i < 250; i++)
        {
            var (path, target, kind) = (PathOf(random, 3), PathOf(random, 4), random.Next(4));
            string Make(WitValue directory) => kind switch
            {
                0 => Code(Do(directory, "create-directory-at", path)),
                1 => Code(OpenAt(directory, path, ["create"], "write")),
                _ => Code(Do(directory, "symlink-at", target, path)),
            };
            // Both on the host are one tree.
            Assert.Equal((path, kind, Make(directories[0])), (path, kind, Make(directories[1 + random.Next(2)])));
        }
        var resolved = 0;
        for (var i = 0; i < 1500; i++)
        {
            var path = PathOf(random, 6);
            string[] answers = [.. directories.Select(directory => string.Join(' ',
                Shown(Do(directory, "stat-at", Follow, path)), Shown(Do(directory, "stat-at", NoFlags, path)), Opens(directory, path),
                Code(Do(directory, "readlink-at", path)) == "ok", Opens(directory, path, "directory")))];
            Assert.True(answers.Distinct().Count() == 1, $"{path}: {string.Join(" | ", answers)}");
            resolved += answers[0].StartsWith("refused", StringComparison.Ordinal) ? 0 : 1;
        }
        Assert.InRange(resolved, 60, 1400);
    }

    private bool Opens(WitValue directory, string path, params string[] flags)
    {
        var opened = OpenAt(directory, path, flags, "read");
        if (opened.CaseName != "ok")
            return false;
        ((Dovetail.Wasi.Filesystem.Descriptor)opened.Ok().AsResource()).Drop();
        return true;
    }

    // What a node is, or what is wrong with the path. Where more than one thing is, they may differ in which they meet first.
    private static string Shown(WitValue stat) => stat.CaseName == "ok" ? $"{stat.Ok()["type"]}"
        : Code(stat) is "no-entry" or "not-directory" or "not-permitted" or "loop" ? "refused" : Code(stat);

    private static string PathOf(Random random, int most)
    {
        var parts = Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => random.Next(10) switch
        {
            0 => ".",
            1 or 2 => "..",
            3 => random.Next(3) == 0 ? "" : "a",
            _ => _names[random.Next(_names.Length)],
        });
        var path = string.Join('/', parts) + (random.Next(5) == 0 ? "/" : "");
        return path.Length == 0 || path[0] == '/' ? "a" + path : path;
    }
}
