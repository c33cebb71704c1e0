//! Reads the text of a formula.

use super::{FormulaError, Function, LONGEST, Node, Sign};

/// How deep parentheses, functions and signs may stand in each other.
const DEEPEST: usize = 32;

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

pub(super) fn read(text: &str) -> Result<Node, FormulaError> {
    if text.len() > LONGEST {
        return Err(error(LONGEST, format!("the formula is longer than {LONGEST} characters")));
    }
    let mut reader = Reader { text, at: 0, depth: 0 };
    let node = reader.sum()?;
    match reader.peek() {
        None => Ok(node),
        Some(')') => Err(error(reader.at, "this parenthesis closes nothing")),
        Some(_) => Err(error(reader.at, "expected one of + - * / here")),
    }
}

impl<'t> Reader<'t> {
    /// The next symbol that is no white space.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        self.at += if is_next { wanted.len_utf8() } else { 0 };
        is_next
    }

    fn sum(&mut self) -> Result<Node, FormulaError> {
        let mut node = self.product()?;
        while let Some(sign) = self.sign([('+', Sign::Plus), ('-', Sign::Minus)]) {
            node = Node::Pair(sign, Box::new(node), Box::new(self.product()?));
        }
        Ok(node)
    }

    fn product(&mut self) -> Result<Node, FormulaError> {
        let mut node = self.unary()?;
        while let Some(sign) = self.sign([('*', Sign::Times), ('/', Sign::Over)]) {
            node = Node::Pair(sign, Box::new(node), Box::new(self.unary()?));
        }
        Ok(node)
    }

    fn sign(&mut self, signs: [(char, Sign); 2]) -> Option<Sign> {
        signs.into_iter().find(|(symbol, _)| self.take(*symbol)).map(|(_, sign)| sign)
    }

    fn unary(&mut self) -> Result<Node, FormulaError> {
        if self.take('-') {
            return self.deeper(|reader| Ok(Node::Minus(Box::new(reader.unary()?))));
        }
        if self.take('(') {
            return self.deeper(|reader| {
                let node = reader.sum()?;
                reader.close()?;
                Ok(node)
            });
        }
        match self.peek() {
            Some(digit) if digit.is_ascii_digit() => self.number(),
            Some(letter) if letter.is_ascii_alphabetic() => self.name(),
            Some(_) => Err(error(self.at, "expected a number, a letter of a plot or a parenthesis")),
            None => Err(error(self.at, "the formula ends where a number or a letter is missing")),
        }
    }

    fn number(&mut self) -> Result<Node, FormulaError> {
        let start = self.at;
        let text = self.run(|c| c.is_ascii_digit() || c == '.');
        let is_plain = text.split('.').count() <= 2 && !text.ends_with('.');
        let number = text.parse().ok().filter(|number: &f64| is_plain && number.is_finite());
        number.map(Node::Number).ok_or_else(|| error(start, "this is no number, or too large a one"))
    }

    fn name(&mut self) -> Result<Node, FormulaError> {
        let start = self.at;
        let name = self.run(|c| c.is_ascii_alphabetic());
        if let [letter @ b'a'..=b'j'] = name.as_bytes() {
            return Ok(Node::Letter(char::from(*letter)));
        }
        let function = Function::ALL.into_iter().find(|(own, _)| *own == name).map(|(_, function)| function);
        let Some(function) = function else {
            return Err(error(start, "expected a letter from a to j, or min, max, abs or round"));
        };
        if !self.take('(') {
            return Err(error(self.at, format!("expected a parenthesis behind {name}")));
        }
        self.deeper(|reader| {
            let mut nodes = vec![reader.sum()?];
            while reader.take(',') {
                nodes.push(reader.sum()?);
            }
            reader.close()?;
            if function.takes_one() && nodes.len() > 1 {
                return Err(error(start, format!("{} takes one value", function.as_str())));
            }
            Ok(Node::Call(function, nodes))
        })
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn close(&mut self) -> Result<(), FormulaError> {
        if self.take(')') { Ok(()) } else { Err(error(self.at, "a closing parenthesis is missing here")) }
    }

    fn deeper(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Node, FormulaError>,
    ) -> Result<Node, FormulaError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(error(self.at - 1, format!("more than {DEEPEST} parentheses stand in each other")));
        }
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }
}

fn error(at: usize, message: impl Into<String>) -> FormulaError {
    FormulaError { message: message.into(), at }
}
