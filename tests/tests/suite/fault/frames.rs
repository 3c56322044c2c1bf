//! HTTP/2 by hand: frames as bytes, so that wrong ones can be sent as well.

use std::collections::BTreeMap;

use bytes::{Buf, Bytes, BytesMut};

use super::server::Act;

/// Stands for the stream of the request that is answered.
pub(super) const THIS: u32 = 0x7fff_fff1;

pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
pub(super) const RST_STREAM: u8 = 3;
pub(super) const SETTINGS: u8 = 4;
pub(super) const PUSH_PROMISE: u8 = 5;
pub(super) const PING: u8 = 6;
pub(super) const GOAWAY: u8 = 7;
pub(super) const WINDOW_UPDATE: u8 = 8;
pub(super) const CONTINUATION: u8 = 9;

pub(super) const END_STREAM: u8 = 1;
pub(super) const ACK: u8 = 1;
pub(super) const END_HEADERS: u8 = 4;

const HEAD: usize = 9;
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub(super) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// A block of headers that uses no table but the static one.
pub(super) fn block(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    // `:status` is the eighth name of the static table.
    let mut block = vec![0x08, 3];
    block.extend(status.to_string().bytes());
    for (name, value) in headers {
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).unwrap());
            block.extend(text.bytes());
        }
    }
    block
}

pub(super) fn headers(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    frame(HEADERS, END_HEADERS, THIS, &block(status, headers))
}

pub(super) fn data(body: impl AsRef<[u8]>) -> Vec<u8> {
    frame(DATA, 0, THIS, body.as_ref())
}

pub(super) fn end() -> Vec<u8> {
    frame(DATA, END_STREAM, THIS, b"")
}

pub(super) fn answer(body: impl AsRef<[u8]>) -> Vec<u8> {
    [headers(200, &[]), data(body), end()].concat()
}

pub(super) fn reset(reason: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, THIS, &reason.to_be_bytes())
}

pub(super) fn go_away(last: u32, reason: u32) -> Vec<u8> {
    let payload = [last.to_be_bytes(), reason.to_be_bytes()].concat();
    frame(GOAWAY, 0, 0, &payload)
}

/// Puts the stream of a request in the place of [`THIS`], also within a frame that names it.
pub(super) fn for_stream(act: Act, stream: u32) -> Act {
    let set = |bytes: Bytes| {
        let mut bytes = bytes.to_vec();
        let mut at = 0;
        while let Some(found) = bytes.get(at..at + 4) {
            if found == THIS.to_be_bytes() {
                bytes[at..at + 4].copy_from_slice(&stream.to_be_bytes());
            }
            at += 1;
        }
        Bytes::from(bytes)
    };
    match act {
        Act::Send(bytes) => Act::Send(set(bytes)),
        Act::Repeat {
            piece,
            times,
            pause,
        } => Act::Repeat {
            piece: set(piece),
            times,
            pause,
        },
        other => other,
    }
}

/// Reads the frames of a client as far as a server must.
#[derive(Default)]
pub(super) struct Reader {
    has_begun: bool,
    bodies: BTreeMap<u32, BytesMut>,
}

#[derive(Default)]
pub(super) struct Read {
    /// What the server has to say before anything else.
    pub(super) reply: Vec<u8>,
    /// A request that has come whole: its stream and its body.
    pub(super) request: Option<(u32, Bytes)>,
}

impl Reader {
    /// Takes frames up to the end of a request, or of its head.
    pub(super) fn read(&mut self, came: &mut BytesMut, only_head: bool) -> Read {
        let mut read = Read::default();
        if !self.has_begun {
            if came.len() < PREFACE.len() {
                return read;
            }
            assert_eq!(&came.split_to(PREFACE.len())[..], PREFACE);
            self.has_begun = true;
            // The windows of streams are what is left to wait for.
            let window = frame(WINDOW_UPDATE, 0, 0, &(1_u32 << 30).to_be_bytes());
            read.reply = [frame(SETTINGS, 0, 0, &[]), window].concat();
        }
        while let Some(head) = came.first_chunk::<HEAD>() {
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
            let (kind, flags) = (head[3], head[4]);
            let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            if came.len() < HEAD + length {
                break;
            }
            came.advance(HEAD);
            let payload = came.split_to(length);
            match kind {
                SETTINGS if flags & ACK == 0 => read.reply.extend(frame(SETTINGS, ACK, 0, &[])),
                PING if flags & ACK == 0 => read.reply.extend(frame(PING, ACK, 0, &payload)),
                HEADERS | DATA => {
                    let body = self.bodies.entry(stream).or_default();
                    if kind == DATA {
                        body.extend_from_slice(&payload);
                    }
                    if flags & END_STREAM != 0 || (only_head && kind == HEADERS) {
                        let body = self.bodies.remove(&stream).unwrap_or_default();
                        read.request = Some((stream, body.freeze()));
                        return read;
                    }
                }
                _ => {}
            }
        }
        read
    }
}
