//! The border between Rust and the page, in a real browser, against the simulator: what is sent, what comes back and
//! in which words, and that nothing a page does leaves a promise pending.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod aborts;
mod arguments;
mod failures;
mod fonoster;
mod hostile;
mod ipcortex;
mod load;
mod page;
mod portsip;
mod reentrancy;
mod session;
mod simulator;
mod telnyx;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
