namespace Dovetail.Tooling.Bindgen;

/// <summary>What every module for Rust begins with: the types that all worlds share, and a simple <c>cabi_realloc</c>.</summary>
internal static class RustPrelude
{
    public const string Text = """
        /// Text, in UTF-8. What the other side sends is allocated with `cabi_realloc`, and then the program's.
        #[repr(C)]
        #[derive(Clone, Copy)]
        pub struct Str {
          pub ptr: *mut u8,
          pub len: usize,
        }

        #[repr(C)]
        pub struct List<T> {
          pub ptr: *mut T,
          pub len: usize,
        }

        impl<T> Clone for List<T> {
          fn clone(&self) -> Self { *self }
        }

        impl<T> Copy for List<T> {}

        #[repr(C)]
        #[derive(Clone, Copy)]
        pub struct Opt<T: Copy> {
          pub is_some: bool,
          pub value: core::mem::MaybeUninit<T>,
        }

        #[repr(C)]
        #[derive(Clone, Copy)]
        pub struct Res<T: Copy, E: Copy> {
          pub is_err: bool,
          pub value: ResValue<T, E>,
        }

        #[repr(C)]
        #[derive(Clone, Copy)]
        pub union ResValue<T: Copy, E: Copy> {
          pub ok: T,
          pub err: E,
        }

        static mut MEMORY: (usize, usize, usize) = (0, 0, 0);

        /// Frees all that `cabi_realloc` gave.
        pub fn free_all() {
          unsafe { MEMORY.1 = MEMORY.0 }
        }

        /// Allocates what the other side sends, from pages of its own.
        #[cfg(target_arch = "wasm32")]
        #[export_name = "cabi_realloc"]
        pub unsafe extern "C" fn cabi_realloc(old: usize, old_size: usize, align: usize, size: usize) -> usize {
          if size <= old_size {
            return if size == 0 && old_size == 0 { align } else { old };
          }
          let (start, next, end) = MEMORY;
          let mut block = (next + align - 1) & !(align - 1);
          if old_size != 0 && old + old_size == next {
            block = old;
          }
          if next == 0 || block > end || size > end - block {
            let used = end - start;
            let pages = (if size > used { size } else { used }) / 65536 + 1;
            let page = core::arch::wasm32::memory_grow(0, pages);
            if page == usize::MAX {
              core::arch::wasm32::unreachable();
            }
            block = page * 65536;
            MEMORY = (block, block, block + pages * 65536);
          }
          MEMORY.1 = block + size;
          if block != old {
            core::ptr::copy(old as *const u8, block as *mut u8, old_size);
          }
          block
        }
        """;
}
