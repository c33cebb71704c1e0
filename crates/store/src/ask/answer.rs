//! The questions of the event store.

use query::{Filters, Matcher, Query};
use tokio::sync::watch;

use crate::{
    EventStore, Reader, StoreError,
    ask::{
        Aggregate, Answer, Buckets, Facet, FacetAsk, FieldInfo, Group, Histogram, Interval, Selection, Tail,
        count::{ByName, ByValue, InGroups, OverTime},
        tail,
        tally::{FacetTally, GroupsTally, SeriesTally},
        visit::{Count, visit},
    },
};

impl EventStore {
    /// How many matching lines there are over time, split by the values of a field if one is
    /// named.
    ///
    /// # Errors
    /// [`StoreError::TooManyBuckets`] for an interval that is too narrow.
    pub async fn histogram(
        &self,
        reader: &Reader,
        selection: &Selection,
        interval: Interval,
        offset_ms: i64,
        split: Option<&str>,
    ) -> Result<Answer<Histogram>, StoreError> {
        let buckets = Buckets::new(selection.from_ms, selection.to_ms, interval, offset_ms)?;
        let answer = self.visit(reader, selection, OverTime::new(buckets, split)).await?;
        Ok(answer.map(|counted| SeriesTally::finish(counted.tally)))
    }

    /// The values of fields, counted: one facet for each that is asked, in that order.
    pub async fn facets(
        &self,
        reader: &Reader,
        selection: &Selection,
        asks: &[FacetAsk],
    ) -> Result<Answer<Vec<Facet>>, StoreError> {
        let answer = self.visit(reader, selection, ByValue::new(asks)).await?;
        Ok(answer.map(|counted| counted.0.into_iter().map(|(_, tally)| FacetTally::finish(tally)).collect()))
    }

    /// Figures of groups of lines.
    ///
    /// # Errors
    /// [`StoreError::TooManyBuckets`] for an interval that is too narrow.
    pub async fn aggregate(
        &self,
        reader: &Reader,
        selection: &Selection,
        ask: &Aggregate,
    ) -> Result<Answer<Vec<Group>>, StoreError> {
        let buckets = ask
            .interval
            .map(|interval| Buckets::new(selection.from_ms, selection.to_ms, interval, ask.offset_ms))
            .transpose()?;
        let answer = self.visit(reader, selection, InGroups::new(ask, buckets)).await?;
        Ok(answer.map(|counted| GroupsTally::finish(counted.tally)))
    }

    /// Which fields matching lines have, by name. The desk's own, which begin with `_`, are
    /// not among them.
    pub async fn fields(
        &self,
        reader: &Reader,
        selection: &Selection,
    ) -> Result<Answer<Vec<FieldInfo>>, StoreError> {
        let answer = self.visit(reader, selection, ByName::default()).await?;
        Ok(answer.map(|counted| counted.0.finish()))
    }

    /// Matching lines behind a sequence number in the order they were stored, as many as one
    /// answer holds: at least one line is looked at if there is one.
    pub async fn tail(
        &self,
        reader: &Reader,
        query: &Query,
        filters: &Filters,
        after_seq: u64,
        limit: usize,
    ) -> Result<Tail, StoreError> {
        debug_assert_eq!(&reader.instance, self.instance(), "a reader reads its own instance");
        let _turn = self.turn().await?;
        let (reader, limits) = (reader.clone(), self.limits().clone());
        let matcher = Matcher::new(query).with_filters(filters).and(Matcher::new(&reader.scope));
        self.apart(move |snapshot, shelf, given_up| {
            tail::tail((snapshot, shelf), &limits, &reader, &matcher, (after_seq, limit), given_up)
        })
        .await
    }

    /// The number of the last line on disk, and word of each later one. It is 0 until what was
    /// stored before has been read back: see [`EventStore::ready`].
    pub fn head(&self) -> watch::Receiver<u64> {
        self.head_seq().clone()
    }

    async fn visit<C: Count>(
        &self,
        reader: &Reader,
        selection: &Selection,
        count: C,
    ) -> Result<Answer<C>, StoreError> {
        debug_assert_eq!(&reader.instance, self.instance(), "a reader reads its own instance");
        let _turn = self.turn().await?;
        let (reader, selection, limits) = (reader.clone(), selection.clone(), self.limits().clone());
        self.apart(move |snapshot, shelf, given_up| {
            visit((snapshot, shelf), &limits, &reader, &selection, count, given_up)
        })
        .await
    }
}
