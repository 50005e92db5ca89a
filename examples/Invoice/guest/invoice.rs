//! The world `invoice`, in Rust: it imports what the others export.
#[path = "invoice_world.rs"]
mod world;

use world::{formatter_format_currency, math_multiply, Guest, Str};

struct Invoice;

static mut TOTAL: Str = Str { ptr: core::ptr::null_mut(), len: 0 };

impl Guest for Invoice {
    fn total(quantity: i32, cents: i32) -> *mut Str {
        unsafe {
            formatter_format_currency(math_multiply(quantity, cents), &mut TOTAL);
            &mut TOTAL
        }
    }

    fn total_post(_: *mut Str) {
        world::free_all()
    }
}

world::export!(Invoice, world);
