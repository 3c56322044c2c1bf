//! The time that a thread has had a CPU, which others on the machine change less than they change
//! the time on the wall.

use rustix::{
    thread::{CpuSet, sched_getcpu, sched_setaffinity},
    time::{ClockId, clock_gettime},
};

/// Nanoseconds of CPU that this thread has used.
pub(crate) fn thread_nanos() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Keeps this thread, and those that it starts, on the CPU that it is on. Where a client and its server
/// wake each other, what that takes would else depend on where each happens to be.
pub fn stay_on_this_cpu() {
    let mut cpus = CpuSet::new();
    cpus.set(sched_getcpu());
    sched_setaffinity(None, &cpus).expect("a thread may choose among its CPUs");
}
