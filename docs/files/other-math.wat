(component $math
  (core module $code
    (func (export "add") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
    (func (export "multiply") (param i64 i64) (result i64) (i64.mul (local.get 0) (local.get 1))))
  (core instance $code (instantiate $code))
  (func $add (param "a" s64) (param "b" s64) (result s64) (canon lift (core func $code "add")))
  (func $multiply (param "a" s64) (param "b" s64) (result s64) (canon lift (core func $code "multiply")))
  (instance $calc (export "add" (func $add)) (export "multiply" (func $multiply)))
  (export "shop:math/calc@1.0.0" (instance $calc)))
