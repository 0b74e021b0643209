//! Which random stream belongs to what.

use forestall_base::Stream;

/// What a stream is for. The number is the first byte of the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Prior draw of a particle.
    Prior = 0x51,
    /// Resampling at a temperature.
    Resample = 0x52,
    /// Moves of a particle at a temperature.
    Move = 0x53,
    /// Starting values of a mixture.
    Mixture = 0x54,
    /// Local transition of a chain.
    Local = 0x55,
    /// Global proposals of a chain.
    Global = 0x56,
    /// Draws that polish a mixture.
    Polish = 0x57,
}

/// The stream of a transition: every transition has its own, so a chain's state holds no generator and any order gives the same.
pub(super) fn stream(seed: u64, patient: u32, purpose: Purpose, who: usize, when: usize) -> Stream {
    let channel =
        (purpose as u64) << 56 | (who as u64 & 0xff_ffff) << 32 | when as u64 & 0xffff_ffff;
    Stream::new(seed, patient, channel)
}
