//! How often the allocator is called, and how much memory is held, by the thread that asks.
#![allow(
    unsafe_code,
    reason = "an allocator is an unsafe trait; this one passes everything on"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Calls of the allocator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocations {
    /// New pieces of memory.
    pub new: u64,
    /// Pieces that were made larger or smaller.
    pub resized: u64,
    /// Bytes that were asked for.
    pub bytes: u64,
}

thread_local! {
    // Without a destructor and without a first use, so that counting costs next to nothing while
    // things are timed.
    static NEW: Cell<u64> = const { Cell::new(0) };
    static RESIZED: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
    static HELD: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(what: &'static std::thread::LocalKey<Cell<u64>>, by: usize) {
    what.with(|count| count.set(count.get() + by as u64));
}

fn hold(old: usize, new: usize) {
    let held = HELD.get() - old as i64 + new as i64;
    HELD.set(held);
    if held > PEAK.get() {
        PEAK.set(held);
    }
}

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(&NEW, 1);
        count(&BYTES, layout.size());
        hold(0, layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(&NEW, 1);
        count(&BYTES, layout.size());
        hold(0, layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(&RESIZED, 1);
        count(&BYTES, size.saturating_sub(layout.size()));
        hold(layout.size(), size);
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        hold(layout.size(), 0);
        unsafe { System.dealloc(old, layout) }
    }
}

/// What some work on this thread asks for.
pub fn allocations_of(work: impl FnOnce()) -> Allocations {
    let now = || Allocations {
        new: NEW.get(),
        resized: RESIZED.get(),
        bytes: BYTES.get(),
    };
    let before = now();
    work();
    let after = now();
    Allocations {
        new: after.new - before.new,
        resized: after.resized - before.resized,
        bytes: after.bytes - before.bytes,
    }
}

/// The memory that this thread has asked for and not given back. Less than nothing, if it gives back
/// what others have asked for.
pub fn held() -> i64 {
    HELD.get()
}

/// The most memory that some work on this thread holds at once, above what is held before. What other
/// threads hold does not count.
pub fn peak_of(work: impl FnOnce()) -> u64 {
    let before = HELD.get();
    PEAK.set(before);
    work();
    (PEAK.get() - before).max(0) as u64
}
