//! One folder per system; they never import each other.

#[cfg(feature = "yeastar")]
pub mod yeastar;
