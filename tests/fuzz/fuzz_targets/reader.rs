#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| openai_fuzz::reader(bytes));
