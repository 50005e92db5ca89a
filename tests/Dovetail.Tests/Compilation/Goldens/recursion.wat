;; Calls of a function by itself, written as copies of its code a few levels deep.
(module
  (func $fib (param i32) (result i32)
    local.get 0 i32.const 2 i32.lt_s
    if local.get 0 return end
    local.get 0 i32.const 1 i32.sub call $fib
    local.get 0 i32.const 2 i32.sub call $fib
    i32.add))
