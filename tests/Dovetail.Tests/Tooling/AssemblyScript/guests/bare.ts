// Needs no memory but what it begins with: compiled without the runtime, which nothing exports then.
export function greeting(): string { return "Grüße"; }
export function answer(a: i32, b: i32 = 40): i32 { return a + b; }
export function is_even(a: u32): bool { return a % 2 == 0; }
