(module
  (func (export "addTwice") (param $value i32) (param $more i32) (result i32)
    (i32.add (local.get $value) (i32.mul (local.get $more) (i32.const 2)))))
