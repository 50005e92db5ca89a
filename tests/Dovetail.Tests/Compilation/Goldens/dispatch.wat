;; An interpreter's loop, whose head is written again where handlers go back to it.
(module
  (memory 1)
  (func (param $pc i32) (result i32) (local $a i32)
    block $halt
      loop $next
        block $dec
          block $double
            block $add
              local.get $pc
              local.get $pc i32.const 1 i32.add local.set $pc
              i32.load8_u
              br_table $add $double $dec $halt
            end
            local.get $a local.get $pc i32.load8_u i32.add local.set $a
            local.get $pc i32.const 1 i32.add local.set $pc
            br $next
          end
          local.get $a i32.const 1 i32.shl local.set $a
          br $next
        end
        local.get $a i32.const 1 i32.sub local.set $a
        br $next
      end
    end
    local.get $a))
