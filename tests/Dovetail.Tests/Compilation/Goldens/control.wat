;; Blocks, loops and branches: comparisons fuse with the branch, values cross labels in locals, loops poll.
(module
  (func (param $n i32) (result i32) (local $sum i32)
    loop $again
      local.get $sum local.get $n i32.add local.set $sum
      local.get $n i32.const 1 i32.sub local.tee $n
      br_if $again
    end
    local.get $sum)
  (func (param i32 i32) (result i32)
    local.get 0 local.get 1 i32.lt_u if (result i32) i32.const 1 else i32.const 2 end)
  (func (param f64 f64) (result i32)
    block $out (result i32)
      i32.const 10
      local.get 0 local.get 1 f64.ge i32.eqz br_if $out
      drop i32.const 20
    end)
  (func (param i32) (result i32)
    block $c block $b block $a local.get 0 br_table $a $b $a $c end i32.const 1 return end i32.const 2 return end i32.const 3)
  (func (param i32) (result i32) unreachable local.get 0 i32.add)
  (func (param i32 i64 i64) (result i64) local.get 1 local.get 2 local.get 0 select)
  (func (param i32 i32) (result i32) local.get 0 i32.const 7 i32.div_s local.get 1 i32.div_s))
