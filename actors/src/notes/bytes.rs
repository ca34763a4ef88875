//! Reads lib0's encoding (the one of Yjs) from untrusted bytes: nothing is allocated, nothing is trusted.

/// The bytes end early or say something impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not what the protocol says")]
pub(crate) struct Malformed;

/// JavaScript counts up to here, and lib0 throws on more.
pub(crate) const LARGEST_NUMBER: u64 = (1 << 53) - 1;

pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.0.split_first().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*first)
    }

    pub(crate) fn skip(&mut self, length: usize) -> Result<(), Malformed> {
        self.take(length).map(|_| ())
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A variable-length number: seven bits a byte, the lowest first. The sign bit of signed ones is not told apart,
    /// which is enough to step over them.
    pub(crate) fn number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    /// A number of entries that follow, each of at least `smallest` bytes: more than fit into the rest is a lie.
    pub(crate) fn count(&mut self, smallest: u64) -> Result<u64, Malformed> {
        let count = self.number()?;
        if count.saturating_mul(smallest) > self.0.len() as u64 { Err(Malformed) } else { Ok(count) }
    }

    pub(crate) fn buffer(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.number()?;
        self.take(usize::try_from(length).map_err(|_| Malformed)?)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.buffer()?).map_err(|_| Malformed)
    }
}
