//! Known services, actions and locations.
