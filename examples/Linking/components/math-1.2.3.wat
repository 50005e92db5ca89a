;; Two patches on, and nothing that anybody sees has changed.
(component
  (core module $m (func (export "multiply") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m))
  (func $multiply (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "multiply")))
  (instance $calc (export "multiply" (func $multiply)))
  (export "shop:math/calc@1.2.3" (instance $calc)))
