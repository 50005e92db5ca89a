;; Accesses that need no check, and loops that need no poll: what locals can be follows from constants, comparisons and loops that step.
(module
  (memory 1)
  (func $fill (local i32)
    loop
      local.get 0 i32.const 7 i32.store
      local.get 0 i32.const 4 i32.add local.tee 0
      i32.const 65536 i32.lt_u br_if 0
    end)
  (func $copy_backwards (local i32 i32)
    i32.const -100 local.set 0
    i32.const 30000 local.set 1
    loop
      local.get 1 local.get 0 i32.const 100 i32.add i32.load8_u i32.store8
      local.get 1 i32.const 2 i32.sub drop
      local.get 1 i32.const -3 i32.add local.set 1
      local.get 0 i32.const 1 i32.add local.tee 0 br_if 0
    end)
  (func $bounded (param i32) (result i32)
    local.get 0 i32.const 65533 i32.ge_u
    if (result i32) i32.const -1 else local.get 0 i32.load end)
  (func $strided (param i32 i32)
    block
      local.get 0 i32.const 1000 i32.gt_u br_if 0
      loop
        local.get 0 i32.const 1 i32.store8 offset=16
        local.get 0 local.get 1 i32.add local.tee 0
        i32.const 1001 i32.lt_u br_if 0
      end
    end))
