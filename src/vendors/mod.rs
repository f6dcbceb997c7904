//! One folder per system; they never import each other.

#[cfg(feature = "fonoster")]
pub mod fonoster;
#[cfg(feature = "ipcortex")]
pub mod ipcortex;
#[cfg(feature = "portsip")]
pub mod portsip;
#[cfg(feature = "telnyx")]
pub mod telnyx;
#[cfg(feature = "yeastar")]
pub mod yeastar;
