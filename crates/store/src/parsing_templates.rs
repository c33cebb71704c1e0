//! Parsing templates of an instance, in the order in which they add fields.

use model::{
    id::{InstanceId, ParsingTemplateId},
    parsing_template::{ParsingTemplate, TemplateDraft, TemplateState},
};
use sqlx::SqliteConnection;

use crate::{
    Change, StoreError,
    change::{stored, touched_one},
    views::from_json,
};

/// Reads parsing templates.
pub struct ParsingTemplates<'c>(pub(crate) &'c mut SqliteConnection);

#[derive(sqlx::FromRow)]
struct TemplateRow {
    template_id: String,
    instance_id: String,
    name: String,
    query: String,
    sample: String,
    steps: String,
    state: String,
}

impl TryFrom<TemplateRow> for ParsingTemplate {
    type Error = StoreError;

    fn try_from(row: TemplateRow) -> Result<Self, StoreError> {
        let state = TemplateState::parse(&row.state);
        Ok(Self {
            id: stored("parsing template id", row.template_id)?,
            draft: TemplateDraft {
                name: stored("parsing template name", row.name)?,
                query: row.query,
                sample: row.sample,
                steps: from_json(&row.steps)?,
            },
            state: state.ok_or_else(|| StoreError::Damaged(format!("template state: {}", row.state)))?,
        })
    }
}

impl ParsingTemplates<'_> {
    /// The templates of an instance, in their order.
    pub async fn list(&mut self, instance: &InstanceId) -> Result<Vec<ParsingTemplate>, StoreError> {
        let rows: Vec<TemplateRow> = sqlx::query_as(
            "select template_id, instance_id, name, query, sample, steps, state
             from parsing_templates
             where instance_id = ?
             order by position, template_id",
        )
        .bind(instance.as_str())
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(ParsingTemplate::try_from).collect()
    }

    /// The active templates of all instances, those of one in their order.
    pub async fn active(&mut self) -> Result<Vec<(InstanceId, ParsingTemplate)>, StoreError> {
        let rows: Vec<TemplateRow> = sqlx::query_as(
            "select template_id, instance_id, name, query, sample, steps, state
             from parsing_templates
             where state = 'active'
             order by instance_id, position, template_id",
        )
        .fetch_all(&mut *self.0)
        .await?;
        let with_instance = |row: TemplateRow| {
            let instance = stored("instance id", row.instance_id.clone())?;
            Ok((instance, ParsingTemplate::try_from(row)?))
        };
        rows.into_iter().map(with_instance).collect()
    }
}

impl Change {
    /// Adds a template; where it stands is for
    /// [`put_parsing_template_order`](Self::put_parsing_template_order) to say.
    pub async fn insert_parsing_template(
        &mut self,
        instance: &InstanceId,
        template: &ParsingTemplate,
    ) -> Result<(), StoreError> {
        let draft = &template.draft;
        sqlx::query(
            "insert into parsing_templates
               (template_id, instance_id, position, name, folded_name, query, sample, steps, state)
             values (?, ?, 0, ?, ?, ?, ?, ?, ?)",
        )
        .bind(template.id.as_str())
        .bind(instance.as_str())
        .bind(draft.name.as_str())
        .bind(draft.name.as_str().to_lowercase())
        .bind(&draft.query)
        .bind(&draft.sample)
        .bind(steps(draft)?)
        .bind(template.state.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Replaces everything of a template but its id and its place.
    pub async fn update_parsing_template(
        &mut self,
        instance: &InstanceId,
        template: &ParsingTemplate,
    ) -> Result<(), StoreError> {
        let draft = &template.draft;
        let result = sqlx::query(
            "update parsing_templates
             set name = ?, folded_name = ?, query = ?, sample = ?, steps = ?, state = ?
             where instance_id = ? and template_id = ?",
        )
        .bind(draft.name.as_str())
        .bind(draft.name.as_str().to_lowercase())
        .bind(&draft.query)
        .bind(&draft.sample)
        .bind(steps(draft)?)
        .bind(template.state.as_str())
        .bind(instance.as_str())
        .bind(template.id.as_str())
        .execute(self.connection())
        .await?;
        touched_one(&result)
    }

    /// Puts the templates in this order.
    pub async fn put_parsing_template_order(
        &mut self,
        order: &[ParsingTemplateId],
    ) -> Result<(), StoreError> {
        for (position, id) in (1_i64..).zip(order) {
            let result = sqlx::query("update parsing_templates set position = ? where template_id = ?")
                .bind(position)
                .bind(id.as_str())
                .execute(self.connection())
                .await?;
            touched_one(&result)?;
        }
        Ok(())
    }

    /// Deletes a template.
    pub async fn delete_parsing_template(
        &mut self,
        instance: &InstanceId,
        id: &ParsingTemplateId,
    ) -> Result<(), StoreError> {
        let result = sqlx::query("delete from parsing_templates where instance_id = ? and template_id = ?")
            .bind(instance.as_str())
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        touched_one(&result)
    }
}

fn steps(draft: &TemplateDraft) -> Result<String, StoreError> {
    serde_json::to_string(&draft.steps).map_err(|error| StoreError::damaged("operators", error))
}
