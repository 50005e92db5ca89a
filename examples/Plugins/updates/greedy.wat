;; A plug-in that wants more than the host gives.
(component
  (import "example:text/files@1.0.0" (instance (export "delete" (func (param "path" string)))))
  (core module $m (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "apply") (param i32 i32) (result i32) unreachable))
  (core instance $i (instantiate $m))
  (func $apply (param "line" string) (result (result string (error string)))
    (canon lift (core func $i "apply") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (instance $filter (export "apply" (func $apply)))
  (export "example:text/filter@1.0.0" (instance $filter)))
