//! One folder per system; they never import each other.

#[cfg(feature = "telnyx")]
pub mod telnyx;
#[cfg(feature = "yeastar")]
pub mod yeastar;
