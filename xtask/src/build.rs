//! The one executable, with everything inside.

use anyhow::Result;

use crate::{
    front::{self, Profile},
    repository::{self, cargo},
};

/// Builds the browser's half, then the server around it, and says what came of it.
pub fn run() -> Result<()> {
    front::build(Profile::Release)?;
    repository::run(&mut cargo(&["build", "--package", "server", "--release"]))?;
    println!("\nInside the executable:");
    for (name, bytes) in front::sizes()? {
        println!("{:>12} {name}", grouped(bytes));
    }
    let spoor = repository::spoor("release");
    println!("\n{:>12} {}", grouped(std::fs::metadata(&spoor)?.len()), spoor.display());
    Ok(())
}

/// A number with a comma at every third digit.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_204), "1,204");
        assert_eq!(grouped(164_000_123), "164,000,123");
    }
}
