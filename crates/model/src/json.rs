//! Walks through the JSON of an ordinary event without making values of it.
//!
//! It takes less than a JSON reader does: what is out of the ordinary (escapes by number, escapes
//! in keys, odd numbers) it refuses as [`NotOrdinary`], and the caller asks a real reader. What
//! it takes every reader takes, and reads alike.

/// A place in a text.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// The text is no JSON, or none that can be walked through like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOrdinary;

/// How deep objects and lists may stand in each other.
pub const DEPTH: usize = 48;

impl<'a> Cursor<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes lie behind.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What lies ahead, byte for byte.
    pub fn ahead(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte, without going past it.
    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte, and goes past it.
    pub fn next_byte(&mut self) -> Result<u8, NotOrdinary> {
        let byte = self.peek().ok_or(NotOrdinary)?;
        self.at += 1;
        Ok(byte)
    }

    /// Goes past this byte.
    pub fn expect(&mut self, wanted: u8) -> Result<(), NotOrdinary> {
        if self.next_byte()? == wanted { Ok(()) } else { Err(NotOrdinary) }
    }

    /// Goes past white space.
    pub fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Goes past this word.
    pub fn word(&mut self, word: &[u8]) -> Result<(), NotOrdinary> {
        if self.ahead().starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            Err(NotOrdinary)
        }
    }

    /// Goes past a key, if it is this one.
    pub fn is_key(&mut self, name: &str) -> bool {
        let rest = self.ahead();
        let is_it = rest.first() == Some(&b'"')
            && rest.get(1..=name.len()) == Some(name.as_bytes())
            && rest.get(name.len() + 1) == Some(&b'"');
        if is_it {
            self.at += name.len() + 2;
        }
        is_it
    }

    /// A key without escapes.
    pub fn key(&mut self) -> Result<&'a str, NotOrdinary> {
        self.expect(b'"')?;
        let start = self.at;
        self.plain();
        self.expect(b'"')?;
        self.text.get(start..self.at - 1).ok_or(NotOrdinary)
    }

    /// Goes past a string; whether it holds no escape, so that it says what stands in it.
    pub fn string(&mut self) -> Result<bool, NotOrdinary> {
        self.expect(b'"')?;
        let mut is_plain = true;
        loop {
            self.plain();
            match self.next_byte()? {
                b'"' => return Ok(is_plain),
                b'\\' => match self.next_byte()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => is_plain = false,
                    _ => return Err(NotOrdinary),
                },
                _ => return Err(NotOrdinary),
            }
        }
    }

    /// Goes past a plain decimal number that every reader reads alike.
    pub fn number(&mut self) -> Result<(), NotOrdinary> {
        let start = self.at;
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        let first = self.peek();
        self.digits()?;
        if first == Some(b'0') && self.at - start - usize::from(is_negative) > 1 {
            return Err(NotOrdinary);
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        let odd = matches!(self.peek(), Some(b'e' | b'E')) || self.at - start > 18;
        if odd { Err(NotOrdinary) } else { Ok(()) }
    }

    /// Goes past any value.
    pub fn value(&mut self, depth: usize) -> Result<(), NotOrdinary> {
        let (is_object, close) = match self.peek() {
            Some(b'{') => (true, b'}'),
            Some(b'[') => (false, b']'),
            Some(b'"') => return self.string().map(drop),
            Some(b'n') => return self.word(b"null"),
            Some(b't') => return self.word(b"true"),
            Some(b'f') => return self.word(b"false"),
            _ => return self.number(),
        };
        if depth > DEPTH {
            return Err(NotOrdinary);
        }
        self.at += 1;
        self.space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.space();
            if is_object {
                self.string()?;
                self.space();
                self.expect(b':')?;
                self.space();
            }
            self.value(depth + 1)?;
            self.space();
            match self.next_byte()? {
                b',' => {}
                byte if byte == close => return Ok(()),
                _ => return Err(NotOrdinary),
            }
        }
    }

    fn digits(&mut self) -> Result<(), NotOrdinary> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(NotOrdinary) }
    }

    /// Goes to the next byte that means something in a string: a quote, a backslash, a control.
    /// Eight bytes at a time; the lowest mark of a word is always true.
    fn plain(&mut self) {
        const ONES: u64 = u64::from_ne_bytes([1; 8]);
        const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
        let bytes = self.text.as_bytes();
        let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
        while let Some(eight) = bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*eight);
            let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
            let quotes = zeros(word ^ (ONES * u64::from(b'"')));
            let escapes = zeros(word ^ (ONES * u64::from(b'\\')));
            match controls | quotes | escapes {
                0 => self.at += 8,
                marks => {
                    self.at += (marks.trailing_zeros() / 8) as usize;
                    return;
                }
            }
        }
        while self.peek().is_some_and(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn walks(text: &str) -> bool {
        let mut cursor = Cursor::new(text);
        cursor.value(0).is_ok() && cursor.at() == text.len()
    }

    #[test]
    fn what_is_ordinary_is_walked_through_and_the_rest_is_not() {
        for text in
            [r#"{"a":[1,-2.5,"x\n\"y",null,true,{}],"b":{"c":false}}"#, "[]", r#""long enough a text""#]
        {
            assert!(walks(text), "{text}");
        }
        for text in
            [r#"{"a":1,}"#, r#""\u0041""#, "01", "1e3", "[1 2]", "\"tab\there\"", "tru", "{", "\"open"]
        {
            assert!(!walks(text), "{text}");
        }
    }

    #[test]
    fn a_key_is_known_only_whole() {
        let mut cursor = Cursor::new(r#""actions":1"#);
        assert!(!cursor.is_key("action") && !cursor.is_key("actionsx") && cursor.is_key("actions"));
        assert_eq!(cursor.peek(), Some(b':'));
    }

    proptest! {
        #[test]
        fn what_is_walked_through_every_reader_takes(text in r#"[\[\]{}",:\\ntrue01.5\-é€ \t]{0,40}"#) {
            if walks(&text) {
                prop_assert!(serde_json::from_str::<Value>(&text).is_ok(), "{text}");
            }
        }

        #[test]
        fn a_string_ends_where_it_ends(inner in "[a-zé€ ]{0,30}", rest in r#"[",a]{0,20}"#) {
            let text = format!("\"{inner}\"{rest}");
            let mut cursor = Cursor::new(&text);
            prop_assert_eq!(cursor.string(), Ok(true));
            prop_assert_eq!(cursor.at(), inner.len() + 2);
        }
    }
}
