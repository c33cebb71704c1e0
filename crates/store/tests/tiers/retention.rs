//! Lines go when their time is over.
