//! The heart of the npm package `softphone-admin`: administers PBXs from a web page.
//!
//! `vendors` holds one folder per system, `transport` what they share, `error` the one error type. What cannot be
//! said in Rust (subclasses, emitters, async iterators) is in `src/js`, beside the hand-written types.

// No vendor alone uses all of the transport.
#![cfg_attr(
    not(all(
        feature = "fonoster",
        feature = "ipcortex",
        feature = "portsip",
        feature = "telnyx",
        feature = "yeastar"
    )),
    allow(unused)
)]

mod error;
mod transport;
pub mod vendors;

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
