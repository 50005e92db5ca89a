//! The guest: one function that the world `calculator` exports. No imports, no memory.

/// The sum, wrapping at 32 bits.
#[export_name = "add"]
pub extern "C" fn add(x: i32, y: i32) -> i32 {
    x.wrapping_add(y)
}
