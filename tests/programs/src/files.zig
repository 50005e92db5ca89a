// Files, clocks and random numbers of Zig's standard library, and an exit code.
const std = @import("std");

fn says(out: anytype, what: []const u8, result: anytype) !void {
    if (result) |_| {
        try out.print("{s}: done\n", .{what});
    } else |err| try out.print("{s}: {s}\n", .{ what, @errorName(err) });
}

pub fn main() !u8 {
    const out = std.io.getStdOut().writer();
    const here = std.fs.cwd();
    try says(out, "mkdir", here.makeDir("d"));
    try says(out, "mkdir again", here.makeDir("d"));
    try says(out, "open nothing", here.openFile("none", .{}));
    var d = try here.openIterableDir("d", .{});
    var file = try d.dir.createFile("f", .{ .read = true, .exclusive = true });
    try says(out, "create again", d.dir.createFile("f", .{ .exclusive = true }));
    try file.writeAll("hello, world");
    try file.pwriteAll("J", 0);
    try file.seekTo(7);
    var text: [100]u8 = undefined;
    try out.print("read {s}\n", .{text[0..try file.readAll(&text)]});
    try out.print("pread {s}\n", .{text[0..try file.preadAll(text[0..5], 0)]});
    try file.setEndPos(5);
    try file.updateTimes(1000 * std.time.ns_per_s, 2000 * std.time.ns_per_s);
    const stat = try file.stat();
    try out.print("size {d}, accessed {d}, modified {d}\n", .{ stat.size, @divFloor(stat.atime, std.time.ns_per_s), @divFloor(stat.mtime, std.time.ns_per_s) });
    file.close();
    try says(out, "rename", d.dir.rename("f", "g"));
    try says(out, "rename nothing", d.dir.rename("f", "g"));
    try says(out, "symlink", here.symLink("d/g", "s", .{}));
    try out.print("readlink {s}\n", .{try here.readLink("s", &text)});
    var entries = d.iterate();
    while (try entries.next()) |entry| try out.print("{s} {s}\n", .{ entry.name, @tagName(entry.kind) });
    d.close();
    try says(out, "rmdir", here.deleteDir("d"));
    try says(out, "unlink", here.deleteFile("d/g"));
    try says(out, "unlink again", here.deleteFile("d/g"));
    try says(out, "unlink link", here.deleteFile("s"));
    try says(out, "rmdir", here.deleteDir("d"));
    var timer = try std.time.Timer.start();
    std.time.sleep(10 * std.time.ns_per_ms);
    try out.print("slept {}, after 2020 {}\n", .{ timer.read() >= 10 * std.time.ns_per_ms, std.time.timestamp() > 1577836800 });
    try out.print("random {}\n", .{std.crypto.random.int(u64) != std.crypto.random.int(u64)});
    return 1;
}
