;; What this was built against: shop:math 1.2.0 and shop:format 1.0.0.
(component
  (import "shop:math/calc@1.2.0" (instance $calc
    (export "multiply" (func (param "a" u32) (param "b" u32) (result u32)))))
  (import "shop:format/currency@1.0.0" (instance $currency
    (export "format" (func (param "cents" u32) (result string)))))
  (core module $libc
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 1024))
    ;; Everything is free again when the next call begins.
    (func (export "reset") (global.set $next (i32.const 1024)))
    (func (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
      (global.get $next)
      (global.set $next (i32.and (i32.add (i32.add (global.get $next) (local.get $size)) (i32.const 7)) (i32.const -8)))))
  (core instance $libc (instantiate $libc))
  (core func $multiply (canon lower (func $calc "multiply")))
  (core func $format (canon lower (func $currency "format")
    (memory (core memory $libc "memory")) (realloc (core func $libc "realloc"))))
  (core module $main
    (import "shop" "multiply" (func $multiply (param i32 i32) (result i32)))
    (import "shop" "format" (func $format (param i32 i32)))
    (import "libc" "reset" (func $reset))
    ;; The text that the host returns is told at 16, where the result is wanted, too: address and length.
    (func (export "total") (param $count i32) (param $price i32) (result i32)
      (call $format (call $multiply (local.get $count) (local.get $price)) (i32.const 16))
      (i32.const 16))
    (func (export "done") (param i32) (call $reset)))
  (core instance $main (instantiate $main
    (with "shop" (instance (export "multiply" (func $multiply)) (export "format" (func $format))))
    (with "libc" (instance $libc))))
  (func (export "total") (param "count" u32) (param "price" u32) (result string)
    (canon lift (core func $main "total")
      (memory (core memory $libc "memory")) (realloc (core func $libc "realloc")) (post-return (core func $main "done")))))
