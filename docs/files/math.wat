(component $math
  (core module $code
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "multiply") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))
  (core instance $code (instantiate $code))
  (func $add (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $code "add")))
  (func $multiply (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $code "multiply")))
  (instance $calc (export "add" (func $add)) (export "multiply" (func $multiply)))
  (export "shop:math/calc@1.0.0" (instance $calc)))
