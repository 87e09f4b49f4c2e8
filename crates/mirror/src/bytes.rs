//! Images as bytes: little-endian integers, and texts with their lengths before them.

/// Writing.
pub(crate) trait Put {
    fn put<const N: usize>(&mut self, bytes: [u8; N]);
    fn count(&mut self, count: usize);
    fn bytes(&mut self, bytes: &[u8]);
}

impl Put for Vec<u8> {
    fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        self.extend(bytes);
    }

    fn count(&mut self, count: usize) {
        self.put((count as u32).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.extend(bytes);
    }
}

/// What is there is not what was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Damaged;

/// What has not been read yet.
pub(crate) struct Rest<'b>(pub(crate) &'b [u8]);

impl<'b> Rest<'b> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'b [u8], Damaged> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Damaged> {
        let bytes = self.take(4)?.try_into().map_err(|_| Damaged)?;
        Ok(u32::from_le_bytes(bytes))
    }

    pub(crate) fn i64(&mut self) -> Result<i64, Damaged> {
        let bytes = self.take(8)?.try_into().map_err(|_| Damaged)?;
        Ok(i64::from_le_bytes(bytes))
    }

    pub(crate) fn bytes(&mut self) -> Result<&'b [u8], Damaged> {
        let count = usize::try_from(self.u32()?).map_err(|_| Damaged)?;
        self.take(count)
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, Damaged> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Damaged)
    }

    /// What was written as JSON.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, Damaged> {
        serde_json::from_slice(self.bytes()?).map_err(|_| Damaged)
    }
}
