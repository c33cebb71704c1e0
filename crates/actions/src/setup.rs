//! The first run: a one-time link, by which the first owner and the first instance are made.

use model::{
    id::PersonId,
    person::{Email, NewPassword, Person},
};

use crate::{By, Caller, Desk, Error, attempt::Attempt, instance, member, password, secret, session};

/// Who and what a desk begins with.
#[derive(Clone, Debug)]
pub struct FirstRun {
    /// The first owner's address.
    pub email: Email,
    /// And password.
    pub password: NewPassword,
    /// Region id of the first instance.
    pub location: String,
}

/// Whether the desk still has nobody who could sign in.
pub async fn is_needed(desk: &Desk) -> Result<bool, Error> {
    Ok(desk.store().read().await?.people().count().await? == 0)
}

/// Makes a new one-time token, which voids the one before, and returns it.
pub async fn create_link(desk: &Desk) -> Result<String, Error> {
    let token = secret::hex::<16>();
    desk.store().put_setup_link(&secret::hash(&token), desk.now_ms()).await?;
    Ok(token)
}

/// Whether this is the token of the link that was given out.
pub async fn is_link(desk: &Desk, token: &str) -> Result<bool, Error> {
    let kept = desk.store().read().await?.setup_links().token_hash().await?;
    Ok(kept.is_some_and(|kept| secret::same(&kept, &secret::hash(token))))
}

/// Makes the first owner and instance by the link, and signs the owner in.
///
/// # Errors
/// [`Error::Forbidden`] when the link is not (or no longer) good.
pub async fn complete(
    desk: &Desk,
    caller: &Caller,
    token: &str,
    first: FirstRun,
) -> Result<session::NewSession, Error> {
    if !is_link(desk, token).await? {
        return Err(Error::Forbidden {
            why: "this set-up link is not valid; start the server anew for another".to_owned(),
        });
    }
    let person = begin(desk, caller, first).await?;
    let caller = Caller { by: By::Person(person.clone()), ..caller.clone() };
    let attempt = Attempt {
        desk,
        caller: &caller,
        instance: None,
        action: "logdnaat.session.create",
        data_event: false,
    };
    session::open(desk, &attempt, person).await
}

/// Makes an owner and an instance from the command line. On a desk that has people already
/// it adds the instance, and the owner if the address is new; a known owner's password stays.
pub async fn run(desk: &Desk, first: FirstRun) -> Result<Person, Error> {
    begin(desk, &Caller::desk(), first).await
}

async fn begin(desk: &Desk, caller: &Caller, first: FirstRun) -> Result<Person, Error> {
    let hash = password::hash(first.password).await?;
    let person =
        Person { id: PersonId::from_bytes(secret::bytes()), email: first.email, owner: true, roles: vec![] };
    // The first owner makes themselves: there is nobody else the events could name.
    let by = match caller.by {
        By::Desk => caller.clone(),
        _ => Caller { by: By::Person(person.clone()), ..caller.clone() },
    };
    let mut change = desk.store().change().await?;
    if matches!(caller.by, By::Nobody) && change.people().count().await? > 0 {
        return Err(Error::Conflict { message: "this desk has been set up already; sign in".to_owned() });
    }
    let (instance, event) = instance::insert(desk, &by, &mut change, &first.location).await?;
    change.delete_setup_link().await?;
    match change.people().find_by_email(&person.email).await? {
        // At the command line: a further instance for an owner who is there already.
        Some(known) if known.person.owner && matches!(caller.by, By::Desk) => {
            change.record(Some(&instance.id), &event).await?;
            Ok(known.person)
        }
        Some(_) => {
            let message = format!("there is already an account for {}", person.email.as_str());
            Err(Error::Conflict { message })
        }
        None => {
            change.also(Some(&instance.id), &event).await?;
            member::insert(desk, &by, change, &instance, &person, &hash).await?;
            Ok(person)
        }
    }
}
