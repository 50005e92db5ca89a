(module
  (memory (export "memory") 1)
  (func (export "demo:math/calc@1.2.0#add") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1))))
