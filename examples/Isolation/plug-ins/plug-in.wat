;; A plug-in: `run` does what the first letter of its task says, and answers with the task.
;;   a answers · s spins · t traps · m takes all the memory it gets, then writes beyond it · l leaks resources until there are no handles left
;;   f forges: passes on a handle that it was never given
(component
  (type $file (resource (rep i32)))
  (core func $open (canon resource.new $file))
  (core func $close (canon resource.drop $file))
  (core module $main
    (import "file" "open" (func $open (param i32) (result i32)))
    (import "file" "close" (func $close (param i32)))
    (memory (export "memory") 1)
    (func (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32) (i32.const 1024))
    (func (export "run") (param $task i32) (param $length i32) (result i32)
      (local $letter i32)
      (local.set $letter (i32.load8_u (local.get $task)))
      (if (i32.eq (local.get $letter) (i32.const 0x73)) (then (loop $spin (br $spin))))
      (if (i32.eq (local.get $letter) (i32.const 0x74)) (then unreachable))
      (if (i32.eq (local.get $letter) (i32.const 0x6d)) (then
        (loop $more (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
        (i32.store (i32.mul (memory.size) (i32.const 65536)) (i32.const 1))))
      (if (i32.eq (local.get $letter) (i32.const 0x6c)) (then (loop $more (drop (call $open (i32.const 7))) (br $more))))
      (if (i32.eq (local.get $letter) (i32.const 0x66)) (then (call $close (i32.const 12345))))
      ;; ok(task)
      (i32.store (i32.const 16) (i32.const 0))
      (i32.store (i32.const 20) (local.get $task))
      (i32.store (i32.const 24) (local.get $length))
      (i32.const 16)))
  (core instance $main (instantiate $main (with "file" (instance (export "open" (func $open)) (export "close" (func $close))))))
  (func (export "run") (param "task" string) (result (result string (error string)))
    (canon lift (core func $main "run") (memory $main "memory") (realloc (func $main "realloc")))))
