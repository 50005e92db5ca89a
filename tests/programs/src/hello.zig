// Arguments, the standard input in upper case, and the standard error.
const std = @import("std");

pub fn main() !u8 {
    const out = std.io.getStdOut().writer();
    var buffer: [65536]u8 = undefined;
    var memory = std.heap.FixedBufferAllocator.init(&buffer);
    const args = try std.process.argsAlloc(memory.allocator());
    try out.print("hello from zig, {d} arguments\n", .{args.len - 1});
    for (args[1..]) |arg| try out.print("[{s}]\n", .{arg});
    var text: [4096]u8 = undefined;
    while (true) {
        const count = try std.io.getStdIn().read(&text);
        if (count == 0) break;
        for (text[0..count]) |*c| c.* = std.ascii.toUpper(c.*);
        try out.writeAll(text[0..count]);
    }
    try std.io.getStdErr().writeAll("zig is done\n");
    return if (args.len > 1 and std.mem.eql(u8, args[1], "fail")) 1 else 0;
}
