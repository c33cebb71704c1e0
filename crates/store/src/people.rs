//! People and the roles they hold.

use model::{
    id::{InstanceId, PersonId},
    person::{Email, Person, Role},
};
use sqlx::SqliteConnection;

use crate::{Change, StoreError, change::stored};

/// Reads people and their roles.
pub struct People<'c>(pub(crate) &'c mut SqliteConnection);

/// A person with what their password is checked against.
#[derive(Debug, Clone)]
pub struct StoredPerson {
    /// The person.
    pub person: Person,
    /// argon2id, in the PHC form.
    pub password_hash: String,
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    person_id: String,
    email: String,
    password_hash: String,
    owner: bool,
}

impl People<'_> {
    /// How many people there are.
    pub async fn count(&mut self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("select count(*) from people").fetch_one(&mut *self.0).await?)
    }

    /// The address of the owner who came first: the desk goes by it towards others.
    pub async fn first_owner(&mut self) -> Result<Option<Email>, StoreError> {
        let email: Option<String> = sqlx::query_scalar(
            "select email
             from people
             where owner = 1
             order by created_ms, person_id
             limit 1",
        )
        .fetch_optional(&mut *self.0)
        .await?;
        email.map(|email| stored("e-mail address", email)).transpose()
    }

    /// The person with this id.
    pub async fn find(&mut self, id: &PersonId) -> Result<Option<Person>, StoreError> {
        let row: Option<PersonRow> = sqlx::query_as(
            "select person_id, email, password_hash, owner
             from people
             where person_id = ?",
        )
        .bind(id.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(self.with_roles(row).await?.map(|stored| stored.person))
    }

    /// The person who signs in with this address.
    pub async fn find_by_email(&mut self, email: &Email) -> Result<Option<StoredPerson>, StoreError> {
        let row: Option<PersonRow> = sqlx::query_as(
            "select person_id, email, password_hash, owner
             from people
             where email = ?",
        )
        .bind(email.as_str())
        .fetch_optional(&mut *self.0)
        .await?;
        self.with_roles(row).await
    }

    async fn with_roles(&mut self, row: Option<PersonRow>) -> Result<Option<StoredPerson>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select instance_id, role
             from memberships
             where person_id = ?",
        )
        .bind(&row.person_id)
        .fetch_all(&mut *self.0)
        .await?;
        let roles = rows.into_iter().map(|(instance, role)| {
            let role = Role::parse(&role).ok_or_else(|| StoreError::damaged("role", role))?;
            Ok::<_, StoreError>((stored("instance id", instance)?, role))
        });
        let person = Person {
            id: stored("person id", row.person_id)?,
            email: stored("e-mail address", row.email)?,
            owner: row.owner,
            roles: roles.collect::<Result<_, _>>()?,
        };
        Ok(Some(StoredPerson { person, password_hash: row.password_hash }))
    }
}

impl Change {
    /// Adds a person with their roles.
    pub async fn insert_person(
        &mut self,
        person: &Person,
        password_hash: &str,
        created_ms: i64,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into people (person_id, email, password_hash, owner, created_ms)
             values (?, ?, ?, ?, ?)",
        )
        .bind(person.id.as_str())
        .bind(person.email.as_str())
        .bind(password_hash)
        .bind(person.owner)
        .bind(created_ms)
        .execute(self.connection())
        .await?;
        for (instance, role) in &person.roles {
            self.put_membership(&person.id, instance, *role).await?;
        }
        Ok(())
    }

    /// Gives a person a role in an instance.
    pub async fn put_membership(
        &mut self,
        person: &PersonId,
        instance: &InstanceId,
        role: Role,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into memberships (person_id, instance_id, role)
             values (?, ?, ?)
             on conflict (person_id, instance_id) do update set role = excluded.role",
        )
        .bind(person.as_str())
        .bind(instance.as_str())
        .bind(role.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
