;; Wider numbers under a version that promises the old ones.
(component
  (core module $m (func (export "multiply") (param i64 i64) (result i64) (i64.mul (local.get 0) (local.get 1))))
  (core instance $i (instantiate $m))
  (func $multiply (param "a" u64) (param "b" u64) (result u64) (canon lift (core func $i "multiply")))
  (instance $calc (export "multiply" (func $multiply)))
  (export "shop:math/calc@1.3.0" (instance $calc)))
