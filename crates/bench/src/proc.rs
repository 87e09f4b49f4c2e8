//! What the kernel says of processes, on Linux: whose CPU it was, and what was written.

use std::fs;

/// How many clock ticks Linux reports in a second, whatever it ticks at inside.
const TICKS_A_SECOND: u64 = 100;

/// What the threads of one name have used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Threads {
    /// CPU, in microseconds.
    pub cpu_micros: u64,
    /// Bytes they handed to `write` and its like.
    pub written_bytes: u64,
}

/// The CPU that a process has used, in microseconds.
pub fn cpu_micros(pid: u32) -> u64 {
    ticks(pid, &[13, 14]) * (1_000_000 / TICKS_A_SECOND)
}

/// The CPU that a process, its children and those of its children that have ended have used, in
/// microseconds: a PostgreSQL server, given its postmaster.
pub fn family_cpu_micros(parent: u32) -> u64 {
    let pids = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let children = pids.filter(|pid| field(*pid, 3) == Some(u64::from(parent)));
    let living: u64 = children.map(cpu_micros).sum();
    living + ticks(parent, &[13, 14, 15, 16]) * (1_000_000 / TICKS_A_SECOND)
}

/// The memory that a process has, in KiB; nothing once it has ended.
pub fn resident_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    resident.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// The parent of a process.
pub fn parent(pid: u32) -> Option<u32> {
    u32::try_from(field(pid, 3)?).ok()
}

/// What the threads of a process that bear a name have used.
pub fn threads(pid: u32, name: &str) -> Threads {
    let mut sum = Threads::default();
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    for task in tasks.map(|entry| entry.path()) {
        let read = |file: &str| fs::read_to_string(task.join(file)).unwrap_or_default();
        if read("comm").trim() != name {
            continue;
        }
        // The first figure of schedstat is the time on a CPU, in nanoseconds.
        let on_cpu =
            read("schedstat").split(' ').next().and_then(|nanos| nanos.parse::<u64>().ok());
        sum.cpu_micros += on_cpu.unwrap_or_default() / 1000;
        let io = read("io");
        let written = io.lines().find_map(|line| line.strip_prefix("wchar: "));
        sum.written_bytes +=
            written.and_then(|bytes| bytes.parse::<u64>().ok()).unwrap_or_default();
    }
    sum
}

fn ticks(pid: u32, places: &[usize]) -> u64 {
    places.iter().filter_map(|place| field(pid, *place)).sum()
}

/// A field of `/proc/PID/stat`, counted from 0. The second is a name in brackets that may hold
/// anything, so that counting begins behind it.
fn field(pid: u32, place: usize) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let rest = &stat[stat.rfind(')')? + 2..];
    rest.split(' ').nth(place - 2)?.parse().ok()
}
