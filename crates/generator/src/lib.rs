//! Audit events that look real, for demonstrations, load tests and benchmarks.
//!
//! Actions come from the catalogue; people, services and addresses are invented (names below
//! `example.com`, addresses from the ranges kept free for documentation). The same seed and
//! [`Profile`] always make the same bytes, on every machine: nothing here reads a clock or
//! asks the system for randomness.
//!
//! Most events are the noise of a working account. Now and then a story is woven in: a short
//! run of events of one initiator that is worth finding. Beyond that nothing connects them;
//! a volume that was deleted may be read again.
//!
//! ```
//! use generator::{Generator, Profile};
//!
//! let mut generator = Generator::new(7, Profile::starting_at(1_735_689_600_000));
//! let event = generator.next_event();
//! assert!(event.text.starts_with('{') && event.text.ends_with('}'));
//! assert!(event.time_ms >= 1_735_689_600_000);
//! ```

mod cast;
mod compose;
mod dice;
mod ending;
mod estate;
mod profile;
mod recipe;
mod request;
mod rhythm;
mod story;

use std::collections::VecDeque;

pub use profile::Profile;

use crate::{cast::Cast, compose::Act, dice::Dice, estate::Estate, recipe::Recipes};

/// One event as a sender would send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedEvent {
    /// Its own time, the one its text names, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// The JSON text, one line.
    pub text: String,
}

/// Makes events without end, in the order they arrive.
///
/// That is the order of their times, except for those that the profile lets come late.
#[derive(Debug)]
pub struct Generator {
    profile: Profile,
    dice: Dice,
    recipes: Recipes,
    cast: Cast,
    estate: Estate,
    /// The time reached, in microseconds, so that thousands of events fit into a second.
    clock_us: i64,
    made: u64,
    told: u64,
    /// What is still to come of the stories that have begun.
    coming: VecDeque<GeneratedEvent>,
}

impl Generator {
    /// Prepares the people, services and resources of one invented account.
    pub fn new(seed: u64, profile: Profile) -> Self {
        let mut dice = Dice::new(seed);
        let cast = Cast::new(&mut dice);
        let estate = Estate::new(&mut dice, &profile);
        Self {
            recipes: Recipes::from_catalog(),
            cast,
            estate,
            dice,
            clock_us: profile.start_ms * 1000,
            made: 0,
            told: 0,
            coming: VecDeque::new(),
            profile,
        }
    }

    /// The next event to arrive.
    pub fn next_event(&mut self) -> GeneratedEvent {
        self.made += 1;
        self.clock_us +=
            rhythm::gap_us(&mut self.dice, self.profile.mean_gap_ms, self.clock_us, self.profile.rhythm);
        if self.profile.story_every > 0 && self.made.is_multiple_of(self.profile.story_every) {
            let story = self.story();
            self.coming.extend(story);
            self.coming.make_contiguous().sort_by_key(|event| event.time_ms);
        }
        match self.coming.pop_front_if(|event| event.time_ms * 1000 <= self.clock_us) {
            Some(event) => event,
            None => self.noise(),
        }
    }

    /// A whole story that begins now: the events of one initiator, within some minutes, which
    /// share a correlation id. Its last events lie ahead of the clock.
    pub fn story(&mut self) -> Vec<GeneratedEvent> {
        self.told += 1;
        let start_ms = self.clock_us / 1000;
        let mut acts =
            story::tell(self.told, start_ms, &mut self.dice, &self.recipes, &self.cast, &self.estate);
        acts.sort_by_key(|act| act.time_ms);
        acts.iter().map(|act| compose::compose(act, &self.estate, &mut self.dice)).collect()
    }

    /// An event of one action, by any name the catalogue knows it under: an older name makes an event
    /// of the older form. None for an action nobody has listed.
    pub fn event_of(&mut self, name: &str) -> Option<GeneratedEvent> {
        let recipe = recipe::of_action(name)?;
        let dice = &mut self.dice;
        let legacy = recipe.old_name.is_some();
        let act = Act {
            time_ms: self.clock_us / 1000,
            who: self.cast.pick(dice, recipe.role),
            home: None,
            target: self.estate.pick(dice, &recipe),
            ending: ending::pick(dice, &recipe),
            correlation: dice.uuid(),
            legacy,
            request: None,
            recipe: &recipe,
        };
        self.clock_us += 1_000_000;
        Some(compose::compose(&act, &self.estate, dice))
    }

    /// How many different actions there are.
    pub fn action_count(&self) -> usize {
        self.recipes.len()
    }

    fn noise(&mut self) -> GeneratedEvent {
        let dice = &mut self.dice;
        let recipe = self.recipes.pick(dice);
        let late_ms = match dice.per_mille(self.profile.late_per_mille) {
            // Mostly a batch that was held up for a moment, seldom one for an hour.
            true if dice.per_mille(900) => dice.between(1, 30_000),
            true => dice.between(30_000, 3_600_000),
            false => 0,
        };
        let who = self.cast.pick(dice, recipe.role);
        let act = Act {
            time_ms: self.clock_us / 1000 - late_ms,
            recipe,
            who,
            home: None,
            target: self.estate.pick(dice, recipe),
            ending: ending::pick(dice, recipe),
            correlation: dice.uuid(),
            legacy: recipe.old_name.is_some() && dice.per_mille(self.profile.legacy_per_mille),
            request: None,
        };
        compose::compose(&act, &self.estate, dice)
    }
}

impl Iterator for Generator {
    type Item = GeneratedEvent;

    fn next(&mut self) -> Option<GeneratedEvent> {
        Some(self.next_event())
    }
}
