;; Each access with its check, and those whose check is not needed: the memory has 64 KiB at least.
(module
  (memory 1)
  (func (param $p i32) (result i32) local.get $p i32.load offset=8)
  (func (param $p i32) (param $v i64) local.get $p local.get $v i64.store offset=4294967295)
  (func (param $p i32) (result i32) local.get $p i32.const 0xffff i32.and i32.load8_u)
  (func (param $p i32) (result i32) local.get $p i32.const 0xffff i32.and i32.load16_u)
  (func (result i32) i32.const 65532 i32.load)
  (func (result i32) i32.const 65533 i32.load)
  ;; A load waits until its value is used, but not beyond the store that may change it.
  (func (param $p i32) (result i32) local.get $p i32.load local.get $p i32.const 7 i32.store)
  (func (param $p i32) local.get $p local.get $p i32.load i32.const 1 i32.add i32.store)
  ;; The limit is read again after growth.
  (func (param $p i32) (result i32) i32.const 1 memory.grow drop local.get $p i32.load))
