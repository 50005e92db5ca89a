(component
  (core module $code
    (func $divide (export "half") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))))
  (core instance $code (instantiate $code))
  (func (export "half") (param "a" s32) (param "b" s32) (result s32) (canon lift (core func $code "half"))))
