//! A guestbook kept in a `database` that the host owns.
//!
//! The functions have the shapes that the canonical ABI gives the world's imports and exports: a string is a pointer and
//! a length, a resource is a handle, and a result that doesn't fit one number is written to a return area.

use std::alloc::{alloc, handle_alloc_error, realloc, Layout};

#[link(wasm_import_module = "example:database/databases@0.1.0")]
extern "C" {
    #[link_name = "open"]
    fn open(name: *const u8, length: usize, area: *mut OpenResult);
    #[link_name = "[method]database.get"]
    fn database_get(database: i32, key: *const u8, length: usize, area: *mut OptionString);
    #[link_name = "[method]database.set"]
    fn database_set(database: i32, key: *const u8, key_length: usize, value: *const u8, value_length: usize);
    #[link_name = "[resource-drop]database"]
    fn database_drop(database: i32);
}

/// `option<string>` in memory.
#[repr(C)]
struct OptionString {
    is_some: u8,
    pointer: *mut u8,
    length: usize,
}

/// `result<database, string>` in memory: a handle, or the pointer and length of the message.
#[repr(C)]
struct OpenResult {
    is_error: u8,
    handle_or_pointer: usize,
    length: usize,
}

/// `result<u32, string>` in memory: a number, or the pointer and length of the message.
#[repr(C)]
pub struct CountResult {
    is_error: u8,
    count_or_pointer: usize,
    length: usize,
}

/// A handle to a database. Lent or owned, it is the guest's to drop: that ends the loan, or closes the database.
struct Database(i32);

impl Database {
    fn open(name: &str) -> Result<Database, String> {
        let mut area = OpenResult { is_error: 0, handle_or_pointer: 0, length: 0 };
        unsafe { open(name.as_ptr(), name.len(), &mut area) };
        match area.is_error {
            0 => Ok(Database(area.handle_or_pointer as i32)),
            _ => Err(unsafe { take_string(area.handle_or_pointer as *mut u8, area.length) }),
        }
    }

    fn get(&self, key: &str) -> Option<String> {
        let mut area = OptionString { is_some: 0, pointer: std::ptr::null_mut(), length: 0 };
        unsafe { database_get(self.0, key.as_ptr(), key.len(), &mut area) };
        (area.is_some != 0).then(|| unsafe { take_string(area.pointer, area.length) })
    }

    fn set(&self, key: &str, value: &str) {
        unsafe { database_set(self.0, key.as_ptr(), key.len(), value.as_ptr(), value.len()) };
    }

    fn visits(&self, visitor: &str) -> u32 {
        self.get(visitor).and_then(|count| count.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        unsafe { database_drop(self.0) };
    }
}

/// # Safety
/// The pointer and length are those of a string argument: allocated by `cabi_realloc`, and now the guest's own.
#[export_name = "visit"]
pub unsafe extern "C" fn visit(book: i32, visitor: *mut u8, length: usize) -> u32 {
    let visitor = take_string(visitor, length);
    let book = Database(book);
    let count = book.visits(&visitor) + 1;
    book.set(&visitor, &count.to_string());
    count
}

/// # Safety
/// As for `visit`, for both strings.
#[export_name = "visits-in"]
pub unsafe extern "C" fn visits_in(
    name: *mut u8, name_length: usize, visitor: *mut u8, visitor_length: usize,
) -> *mut CountResult {
    let (name, visitor) = (take_string(name, name_length), take_string(visitor, visitor_length));
    let result = match Database::open(&name) {
        Ok(database) => CountResult { is_error: 0, count_or_pointer: database.visits(&visitor) as usize, length: 0 },
        Err(message) => {
            let message = message.into_bytes().into_boxed_slice();
            let length = message.len();
            CountResult { is_error: 1, count_or_pointer: Box::into_raw(message) as *mut u8 as usize, length }
        }
    };
    Box::into_raw(Box::new(result))
}

/// Frees what `visits-in` returned, once the caller has read it.
///
/// # Safety
/// The pointer is one that `visits-in` returned, passed once.
#[export_name = "cabi_post_visits-in"]
pub unsafe extern "C" fn post_visits_in(area: *mut CountResult) {
    let area = Box::from_raw(area);
    if area.is_error != 0 {
        drop(take_string(area.count_or_pointer as *mut u8, area.length));
    }
}

unsafe fn take_string(pointer: *mut u8, length: usize) -> String {
    if length == 0 {
        return String::new();
    }
    String::from_raw_parts(pointer, length, length)
}

/// # Safety
/// The contract of the canonical ABI's `realloc`.
#[export_name = "cabi_realloc"]
pub unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, align: usize, new_size: usize) -> *mut u8 {
    if new_size == 0 {
        return align as *mut u8;
    }
    let new = if old_size == 0 {
        alloc(Layout::from_size_align_unchecked(new_size, align))
    } else {
        realloc(old, Layout::from_size_align_unchecked(old_size, align), new_size)
    };
    if new.is_null() {
        handle_alloc_error(Layout::from_size_align_unchecked(new_size, align));
    }
    new
}
