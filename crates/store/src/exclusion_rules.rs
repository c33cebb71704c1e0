//! Exclusion rules of an instance, and what each has kept away.

use model::{
    exclusion_rule::{Excluded, ExclusionDraft, ExclusionRule, RuleKind},
    id::{ExclusionRuleId, InstanceId},
    unstored::Span,
};
use sqlx::SqliteConnection;

use crate::{
    Change, Store, StoreError,
    change::{stored, touched_one},
    views::{from_json, to_json},
};

/// Reads exclusion rules.
pub struct ExclusionRules<'c>(pub(crate) &'c mut SqliteConnection);

/// What a rule has kept away since it was last noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub rule: ExclusionRuleId,
    /// What it has kept away.
    pub span: Span,
}

/// What a rule has kept away and no event has told yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// The instance the lines were meant for.
    pub instance: InstanceId,
    /// The rule.
    pub rule: ExclusionRule,
    /// The lines.
    pub span: Span,
    /// When an event was written last.
    pub told_ms: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct UntoldRow {
    #[sqlx(flatten)]
    rule: RuleRow,
    untold_lines: i64,
    untold_first_ms: Option<i64>,
    told_ms: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct RuleRow {
    rule_id: String,
    instance_id: String,
    kind: String,
    title: String,
    hosts: String,
    apps: String,
    query: String,
    is_active: bool,
    index_only: bool,
    excluded_lines: i64,
    last_excluded_ms: Option<i64>,
}

impl TryFrom<RuleRow> for ExclusionRule {
    type Error = StoreError;

    fn try_from(row: RuleRow) -> Result<Self, StoreError> {
        let kind = RuleKind::parse(&row.kind);
        Ok(Self {
            id: stored("exclusion rule id", row.rule_id)?,
            kind: kind.ok_or_else(|| StoreError::Damaged(format!("rule kind: {}", row.kind)))?,
            draft: ExclusionDraft {
                title: row.title,
                hosts: from_json(&row.hosts)?,
                apps: from_json(&row.apps)?,
                query: row.query,
                is_active: row.is_active,
                index_only: row.index_only,
            },
            excluded: Excluded {
                lines: u64::try_from(row.excluded_lines).unwrap_or_default(),
                last_ms: row.last_excluded_ms,
            },
        })
    }
}

impl TryFrom<UntoldRow> for Untold {
    type Error = StoreError;

    fn try_from(row: UntoldRow) -> Result<Self, StoreError> {
        let instance = stored("instance id", row.rule.instance_id.clone())?;
        let rule = ExclusionRule::try_from(row.rule)?;
        let last_ms = rule.excluded.last_ms.unwrap_or_default();
        let span = Span {
            lines: u64::try_from(row.untold_lines).unwrap_or_default(),
            first_ms: row.untold_first_ms.unwrap_or(last_ms),
            last_ms,
        };
        Ok(Self { instance, rule, span, told_ms: row.told_ms })
    }
}

impl ExclusionRules<'_> {
    /// The rules of a kind, the oldest first.
    pub async fn list(
        &mut self,
        instance: &InstanceId,
        kind: RuleKind,
    ) -> Result<Vec<ExclusionRule>, StoreError> {
        let rows: Vec<RuleRow> = sqlx::query_as(
            "select rule_id, instance_id, kind, title, hosts, apps, query, is_active, index_only,
               excluded_lines, last_excluded_ms
             from exclusion_rules
             where instance_id = ? and kind = ?
             order by created_ms, rule_id",
        )
        .bind(instance.as_str())
        .bind(kind.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(ExclusionRule::try_from).collect()
    }

    /// The active rules of a kind in all instances, the oldest first.
    pub async fn active(&mut self, kind: RuleKind) -> Result<Vec<(InstanceId, ExclusionRule)>, StoreError> {
        let rows: Vec<RuleRow> = sqlx::query_as(
            "select rule_id, instance_id, kind, title, hosts, apps, query, is_active, index_only,
               excluded_lines, last_excluded_ms
             from exclusion_rules
             where kind = ? and is_active = 1
             order by instance_id, created_ms, rule_id",
        )
        .bind(kind.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        let with_instance = |row: RuleRow| {
            let instance = stored("instance id", row.instance_id.clone())?;
            Ok((instance, ExclusionRule::try_from(row)?))
        };
        rows.into_iter().map(with_instance).collect()
    }

    /// The rules that have kept lines from being stored of which no event tells yet; those of which none
    /// has been told for longest come first.
    pub async fn untold(&mut self) -> Result<Vec<Untold>, StoreError> {
        let rows: Vec<UntoldRow> = sqlx::query_as(
            "select rule_id, instance_id, kind, title, hosts, apps, query, is_active, index_only,
               excluded_lines, last_excluded_ms, untold_lines, untold_first_ms, told_ms
             from exclusion_rules
             where untold_lines > 0 and kind = 'ingestion'
             order by told_ms, rule_id",
        )
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(Untold::try_from).collect()
    }

    /// One rule of a kind.
    pub async fn find(
        &mut self,
        instance: &InstanceId,
        kind: RuleKind,
        id: &ExclusionRuleId,
    ) -> Result<Option<ExclusionRule>, StoreError> {
        let row: Option<RuleRow> = sqlx::query_as(
            "select rule_id, instance_id, kind, title, hosts, apps, query, is_active, index_only,
               excluded_lines, last_excluded_ms
             from exclusion_rules
             where instance_id = ? and kind = ? and rule_id = ?",
        )
        .bind(instance.as_str())
        .bind(kind.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(ExclusionRule::try_from).transpose()
    }
}

impl Change {
    /// Adds a rule, with what it has kept away before where it comes back.
    pub async fn insert_exclusion_rule(
        &mut self,
        instance: &InstanceId,
        rule: &ExclusionRule,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let draft = &rule.draft;
        sqlx::query(
            "insert into exclusion_rules
               (rule_id, instance_id, kind, title, hosts, apps, query, is_active, index_only, created_ms,
                excluded_lines, last_excluded_ms)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(rule.id.as_str())
        .bind(instance.as_str())
        .bind(rule.kind.as_str())
        .bind(&draft.title)
        .bind(to_json(&draft.hosts)?)
        .bind(to_json(&draft.apps)?)
        .bind(&draft.query)
        .bind(draft.is_active)
        .bind(draft.index_only)
        .bind(now_ms)
        .bind(i64::try_from(rule.excluded.lines).unwrap_or(i64::MAX))
        .bind(rule.excluded.last_ms)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Replaces what a person wrote of a rule.
    pub async fn update_exclusion_rule(
        &mut self,
        instance: &InstanceId,
        rule: &ExclusionRule,
    ) -> Result<(), StoreError> {
        let draft = &rule.draft;
        let result = sqlx::query(
            "update exclusion_rules
             set title = ?, hosts = ?, apps = ?, query = ?, is_active = ?, index_only = ?
             where instance_id = ? and rule_id = ?",
        )
        .bind(&draft.title)
        .bind(to_json(&draft.hosts)?)
        .bind(to_json(&draft.apps)?)
        .bind(&draft.query)
        .bind(draft.is_active)
        .bind(draft.index_only)
        .bind(instance.as_str())
        .bind(rule.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }

    /// Notes that the events of this change tell of all that a rule has kept away.
    pub async fn put_rule_told(&mut self, id: &ExclusionRuleId, now_ms: i64) -> Result<(), StoreError> {
        let result = sqlx::query(
            "update exclusion_rules
             set untold_lines = 0, untold_first_ms = null, told_ms = ?
             where rule_id = ?",
        )
        .bind(now_ms)
        .bind(id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }

    /// Deletes a rule.
    pub async fn delete_exclusion_rule(
        &mut self,
        instance: &InstanceId,
        id: &ExclusionRuleId,
    ) -> Result<(), StoreError> {
        let result = sqlx::query("delete from exclusion_rules where instance_id = ? and rule_id = ?")
            .bind(instance.as_str())
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}

impl Store {
    /// Notes what rules have kept away since the last time. It is observed, not decided: there is
    /// nothing to record. A rule that is gone meanwhile is passed over.
    pub async fn add_rule_counts(&self, counts: &[RuleCount]) -> Result<(), StoreError> {
        let mut transaction = self.writer().begin_with("begin immediate").await?;
        for RuleCount { rule, span } in counts {
            sqlx::query(
                "update exclusion_rules
                 set excluded_lines = excluded_lines + ?1,
                   last_excluded_ms = coalesce(max(last_excluded_ms, ?3), ?3),
                   untold_lines = untold_lines + ?1,
                   untold_first_ms = coalesce(min(untold_first_ms, ?2), ?2)
                 where rule_id = ?4",
            )
            .bind(i64::try_from(span.lines).unwrap_or(i64::MAX))
            .bind(span.first_ms)
            .bind(span.last_ms)
            .bind(rule.as_str())
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }
}
