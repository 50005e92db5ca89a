// A program for WASI preview 1.
const std = @import("std");

pub fn main() !void {
    try std.io.getStdOut().writeAll("hello from Zig\n");
}
