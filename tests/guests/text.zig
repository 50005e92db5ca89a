// The guest in Zig, with the allocator of its library.
const std = @import("std");
const allocator = std.heap.wasm_allocator;

const Text = extern struct { start: [*]u8, length: usize };
const Summary = extern struct { is_error: u8, words_or_which: u32, longest_or_length: u32, length: u32 };

fn realloc(old: [*]u8, old_size: usize, alignment: usize, size: usize) callconv(.C) [*]u8 {
    if (size == 0) return @ptrFromInt(alignment);
    const fresh = allocator.rawAlloc(size, std.math.log2_int(usize, alignment), 0) orelse @trap();
    const kept = @min(old_size, size);
    @memcpy(fresh[0..kept], old[0..kept]);
    if (old_size > 0) allocator.rawFree(old[0..old_size], std.math.log2_int(usize, alignment), 0);
    return fresh;
}

fn shout(start: [*]u8, length: usize) callconv(.C) *Text {
    for (start[0..length]) |*byte| byte.* = std.ascii.toUpper(byte.*);
    const result = allocator.create(Text) catch @trap();
    result.* = .{ .start = start, .length = length };
    return result;
}

fn shoutPost(result: *Text) callconv(.C) void {
    if (result.length > 0) allocator.rawFree(result.start[0..result.length], 0, 0);
    allocator.destroy(result);
}

fn summarize(start: [*]u8, length: usize) callconv(.C) *Summary {
    var words: u32 = 0;
    var longest: []const u8 = start[0..0];
    var parts = std.mem.tokenizeScalar(u8, start[0..length], ' ');
    while (parts.next()) |word| {
        words += 1;
        if (word.len > longest.len) longest = word;
    }
    const result = allocator.create(Summary) catch @trap();
    result.* = if (length > 1000 or words == 0)
        .{ .is_error = 1, .words_or_which = @intFromBool(length > 1000), .longest_or_length = @truncate(length), .length = 0 }
    else
        .{ .is_error = 0, .words_or_which = words, .longest_or_length = @intFromPtr(longest.ptr), .length = @truncate(longest.len) };
    return result;
}

fn sum(start: [*]const i64, count: usize) callconv(.C) i64 {
    var total: i64 = 0;
    for (start[0..count]) |value| total +%= value;
    return total;
}

comptime {
    @export(realloc, .{ .name = "cabi_realloc" });
    @export(shout, .{ .name = "guests:text/text@1.0.0#shout" });
    @export(shoutPost, .{ .name = "cabi_post_guests:text/text@1.0.0#shout" });
    @export(summarize, .{ .name = "guests:text/text@1.0.0#summarize" });
    @export(sum, .{ .name = "guests:text/text@1.0.0#sum" });
}
