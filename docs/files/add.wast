(module
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))))

(assert_return (invoke "add" (i32.const 42) (i32.const 58)) (i32.const 100))
(assert_trap (invoke "divide" (i32.const 1) (i32.const 0)) "integer divide by zero")
(assert_return (invoke "add" (i32.const 2) (i32.const 2)) (i32.const 5))
(assert_malformed (module quote "(func (result i33))") "unexpected token")
