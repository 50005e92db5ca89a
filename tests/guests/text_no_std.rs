//! The guest in Rust without its standard library, whose memory is a pile that only grows.
#![no_std]

use core::arch::wasm32::{memory_grow, memory_size, unreachable};
use core::slice;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    unreachable()
}

#[repr(C)]
pub struct Text(*mut u8, usize);

#[repr(C)]
pub struct Summary {
    is_error: u8,
    words_or_which: u32,
    longest_or_length: u32,
    length: u32,
}

extern "C" {
    static __heap_base: u8;
}

static mut NEXT: usize = 0;

#[no_mangle]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, alignment: usize, size: usize) -> *mut u8 {
    if NEXT == 0 {
        NEXT = &__heap_base as *const u8 as usize;
    }
    NEXT = (NEXT + alignment - 1) & !(alignment - 1);
    let result = NEXT as *mut u8;
    NEXT += size;
    let end = memory_size(0) << 16;
    if NEXT > end && memory_grow(0, ((NEXT - end) >> 16) + 1) == usize::MAX {
        unreachable();
    }
    for i in 0..old_size.min(size) {
        *result.add(i) = *old.add(i);
    }
    result
}

unsafe fn place<T>(value: T) -> *mut T {
    let result = cabi_realloc(core::ptr::null_mut(), 0, core::mem::align_of::<T>(), core::mem::size_of::<T>()) as *mut T;
    result.write(value);
    result
}

#[export_name = "guests:text/text@1.0.0#shout"]
unsafe extern "C" fn shout(start: *mut u8, length: usize) -> *mut Text {
    slice::from_raw_parts_mut(start, length).make_ascii_uppercase();
    place(Text(start, length))
}

#[export_name = "guests:text/text@1.0.0#summarize"]
unsafe extern "C" fn summarize(start: *mut u8, length: usize) -> *mut Summary {
    let mut words = 0;
    let mut longest: &[u8] = &[];
    for word in slice::from_raw_parts(start, length).split(|byte| *byte == b' ').filter(|word| !word.is_empty()) {
        words += 1;
        if word.len() > longest.len() {
            longest = word;
        }
    }
    place(if length > 1000 || words == 0 {
        Summary { is_error: 1, words_or_which: (length > 1000) as u32, longest_or_length: length as u32, length: 0 }
    } else {
        Summary { is_error: 0, words_or_which: words, longest_or_length: longest.as_ptr() as u32, length: longest.len() as u32 }
    })
}

#[export_name = "guests:text/text@1.0.0#sum"]
unsafe extern "C" fn sum(start: *const i64, count: usize) -> i64 {
    slice::from_raw_parts(start, count).iter().fold(0, |total, value| total.wrapping_add(*value))
}
