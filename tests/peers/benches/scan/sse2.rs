//! The search for what ends a run of plain characters, by the instructions of x86-64: what unsafe code
//! would bring.
#![allow(
    unsafe_code,
    reason = "the twin that the safe search is measured against"
)]

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_max_epu8, _mm_movemask_epi8, _mm_or_si128,
    _mm_set1_epi8,
};

/// The length of the run of plain characters at the beginning: up to a quote, a backslash or a
/// control character.
#[inline]
pub fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while bytes.len() - at >= 16 {
        // SAFETY: sixteen bytes are left from here on, and SSE2 is part of x86-64.
        let marks = unsafe { marks(bytes.as_ptr().add(at)) };
        if marks != 0 {
            return at + marks.trailing_zeros() as usize;
        }
        at += 16;
    }
    let rest = &bytes[at..];
    at + rest
        .iter()
        .take_while(|&&byte| byte != b'"' && byte != b'\\' && byte >= 0x20)
        .count()
}

/// A bit for each special byte of sixteen.
///
/// # Safety
///
/// They can be read.
#[inline]
unsafe fn marks(start: *const u8) -> u32 {
    // SAFETY: the caller's, and SSE2 is part of x86-64.
    unsafe {
        let bytes = _mm_loadu_si128(start.cast::<__m128i>());
        let quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
        let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
        // The greater of both is the limit: the byte is below or at it.
        let limit = _mm_set1_epi8(0x1f);
        let controls = _mm_cmpeq_epi8(_mm_max_epu8(bytes, limit), limit);
        let special = _mm_or_si128(_mm_or_si128(quotes, backslashes), controls);
        _mm_movemask_epi8(special).cast_unsigned()
    }
}
