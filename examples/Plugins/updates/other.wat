;; A plug-in of another contract under the same name.
(component
  (core module $m (func (export "apply") (param i32) (result i32) local.get 0))
  (core instance $i (instantiate $m))
  (func $apply (param "line" u32) (result u32) (canon lift (core func $i "apply")))
  (instance $filter (export "apply" (func $apply)))
  (export "example:text/filter@1.0.0" (instance $filter)))
