//! Numbers that look random and are always the same: every made-up value is a hash of its name.

/// A hash of words and a number: FNV-1a, then the finish of SplitMix64 to spread close inputs.
pub(crate) fn hash(words: &[&str], number: i64) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    let mut feed = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for word in words {
        word.bytes().for_each(&mut feed);
        // A separator, so that ("ab", "c") and ("a", "bc") differ.
        feed(0xff);
    }
    number.to_le_bytes().into_iter().for_each(&mut feed);
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// A number from −1 to 1, evenly spread.
pub(crate) fn signed(words: &[&str], number: i64) -> f64 {
    // 32 bits fit a float exactly.
    let high = u32::try_from(hash(words, number) >> 32).unwrap_or(0);
    f64::from(high) / f64::from(u32::MAX) * 2.0 - 1.0
}

/// A number from −1 to 1 that is mostly small, as the noise of a mean is.
pub(crate) fn noise(words: &[&str], number: i64) -> f64 {
    let second = hash(words, number).cast_signed();
    (signed(words, number) + signed(words, second)) / 2.0
}

/// A place in a block of `length`, from 0.
pub(crate) fn place(words: &[&str], number: i64, length: i64) -> i64 {
    hash(words, number).cast_signed().rem_euclid(length)
}

/// Letters as tokens have them, made of words and a number.
pub(crate) fn letters(words: &[&str], number: i64, length: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    /// So many letters come of one hash, six bits each.
    const AT_ONCE: usize = 10;
    let block = |block| {
        let random = hash(words, number.wrapping_mul(0x0001_0000).wrapping_add(block));
        let letter = move |place| LETTERS[usize::from((random >> (6 * place)) as u8 & 63)];
        (0..AT_ONCE).map(move |place| char::from(letter(place)))
    };
    (0_i64..).flat_map(block).take(length).collect()
}
