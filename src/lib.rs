//! The heart of the npm package `softphone-admin`: administers PBXs from a web page.
//!
//! `vendors` holds one folder per system, `transport` what they share, `error` the one error type. What cannot be
//! said in Rust (subclasses, emitters, async iterators) is in `src/js`, beside the hand-written types.

// Without a vendor nobody uses the transport; the build without one only shows that it stands alone.
#![cfg_attr(not(feature = "yeastar"), allow(unused))]

mod error;
mod transport;
pub mod vendors;

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
