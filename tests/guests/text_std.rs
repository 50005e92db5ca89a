//! The guest in Rust with its standard library. Memory that the host gives belongs to the guest, and what it returns is given back to it.
use std::alloc::{alloc, realloc, Layout};

#[repr(C)]
pub struct Text(*mut u8, usize);

#[repr(C)]
pub struct Summary {
    is_error: u8,
    words_or_which: u32,
    longest_or_length: u32,
    length: u32,
}

/// # Safety
/// As the canonical ABI calls it.
#[no_mangle]
pub unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, alignment: usize, size: usize) -> *mut u8 {
    match (old_size, size) {
        (_, 0) => alignment as *mut u8,
        (0, _) => alloc(Layout::from_size_align_unchecked(size, alignment)),
        _ => realloc(old, Layout::from_size_align_unchecked(old_size, alignment), size),
    }
}

unsafe fn take(start: *mut u8, length: usize) -> String {
    String::from_utf8_unchecked(Vec::from_raw_parts(start, length, length))
}

fn give(text: String) -> Text {
    let bytes = text.into_bytes().into_boxed_slice();
    Text(bytes.as_ptr() as *mut u8, Box::leak(bytes).len())
}

/// # Safety
/// As the canonical ABI calls it.
#[export_name = "guests:text/text@1.0.0#shout"]
pub unsafe extern "C" fn shout(start: *mut u8, length: usize) -> *mut Text {
    Box::into_raw(Box::new(give(take(start, length).to_ascii_uppercase())))
}

/// # Safety
/// As the canonical ABI calls it.
#[export_name = "cabi_post_guests:text/text@1.0.0#shout"]
pub unsafe extern "C" fn shout_post(result: *mut Text) {
    let Text(start, length) = *Box::from_raw(result);
    drop(take(start, length));
}

/// # Safety
/// As the canonical ABI calls it.
#[export_name = "guests:text/text@1.0.0#summarize"]
pub unsafe extern "C" fn summarize(start: *mut u8, length: usize) -> *mut Summary {
    let text = take(start, length);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let failure = |which| Summary { is_error: 1, words_or_which: which, longest_or_length: length as u32, length: 0 };
    Box::into_raw(Box::new(if length > 1000 {
        failure(1)
    } else if words.is_empty() {
        failure(0)
    } else {
        let mut longest = "";
        for word in &words {
            if word.len() > longest.len() {
                longest = word;
            }
        }
        let Text(start, length) = give(longest.to_string());
        Summary { is_error: 0, words_or_which: words.len() as u32, longest_or_length: start as u32, length: length as u32 }
    }))
}

/// # Safety
/// As the canonical ABI calls it.
#[export_name = "cabi_post_guests:text/text@1.0.0#summarize"]
pub unsafe extern "C" fn summarize_post(result: *mut Summary) {
    let summary = *Box::from_raw(result);
    if summary.is_error == 0 {
        drop(take(summary.longest_or_length as *mut u8, summary.length as usize));
    }
}

/// # Safety
/// As the canonical ABI calls it.
#[export_name = "guests:text/text@1.0.0#sum"]
pub unsafe extern "C" fn sum(start: *mut i64, count: usize) -> i64 {
    Vec::from_raw_parts(start, count, count).iter().fold(0, |total, value| total.wrapping_add(*value))
}
