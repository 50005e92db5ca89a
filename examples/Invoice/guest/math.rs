//! The interface `math`, in Rust.
#[path = "math_component.rs"]
mod world;

struct Math;

impl world::Guest for Math {
    fn math_multiply(x: i32, y: i32) -> i32 {
        x.checked_mul(y).expect("the product has more than 32 bits")
    }
}

world::export!(Math, world);
