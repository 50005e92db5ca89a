;; What a compiler makes for the world `demo:math/calculator`.
(module $code
  (memory (export "memory") 1)
  (data (i32.const 64) "division by zero")
  (func (export "demo:math/calc@1.2.0#add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "demo:math/calc@1.2.0#divide") (param i32 i32) (result i32)
    (if (i32.eqz (local.get 1))
      (then (i32.store (i32.const 0) (i32.const 1)) (i32.store (i32.const 4) (i32.const 64)) (i32.store (i32.const 8) (i32.const 16)))
      (else (i32.store (i32.const 0) (i32.const 0)) (i32.store (i32.const 4) (i32.div_s (local.get 0) (local.get 1)))))
    (i32.const 0)))
