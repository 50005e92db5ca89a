;; A constant, a private variable, and one that is shared because it is exported.
(module
  (global $constant i64 (i64.const 42))
  (global $private (mut i32) (i32.const 1))
  (global $shared (export "shared") (mut f32) (f32.const 1))
  (func (result i64) global.get $constant)
  (func (param i32) global.get $private local.get 0 i32.sub global.set $private)
  (func (result f32) global.get $shared f32.const 2 global.set $shared))
