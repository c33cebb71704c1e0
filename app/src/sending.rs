//! Forms that are sent without leaving the page.

use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

use crate::error::DeskError;

/// A form's way to its server function, and how that ended. All forms share this one type: what
/// was written goes to the server as the browser itself would send it, so that the page need
/// not know what a server function takes.
#[derive(Clone, Copy)]
pub struct Sending {
    /// The address of the server function.
    path: StoredValue<String>,
    /// How it ended, the last time.
    pub outcome: RwSignal<Option<Result<(), DeskError>>>,
}

impl Sending {
    /// To this server function. Without scripts the page is made anew after a failure, and
    /// finds it here.
    pub fn to<S: ServerFn>() -> Self {
        let failed = failed_before(|path| path == S::PATH);
        Self { path: StoredValue::new(S::PATH.to_owned()), outcome: RwSignal::new(failed.map(Err)) }
    }

    /// To the server function at this address. Without scripts it is for the page to say why it
    /// failed: it may have many such forms, and only one was sent.
    pub fn at(path: String) -> Self {
        Self { path: StoredValue::new(path), outcome: RwSignal::new(None) }
    }

    /// Why it failed, if it did.
    pub fn error(self) -> Option<DeskError> {
        self.outcome.get().and_then(Result::err)
    }

    fn submit(self, event: &SubmitEvent) {
        #[cfg(feature = "hydrate")]
        if !browser::only_asks(event)
            && let Some(body) = browser::written(event)
        {
            event.prevent_default();
            leptos::task::spawn_local(async move {
                let Some(path) = self.path.try_get_value() else { return };
                let outcome = browser::post(&path, body).await;
                // The page may be gone by now.
                let _ = self.outcome.try_set(Some(outcome));
            });
        }
        let _ = event;
    }
}

/// Why the page was made anew, as its address says it, if a form that was meant has failed.
pub fn failed_before(is_meant: impl Fn(&str) -> bool) -> Option<DeskError> {
    use leptos::{server::ServerActionError, server_fn::error::ServerFnUrlError};
    let error = use_context::<ServerActionError>().filter(|error| is_meant(error.path()))?;
    Some(ServerFnUrlError::<DeskError>::decode_err(error.err()))
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{
        ev::SubmitEvent,
        server_fn::{
            client::{Client, browser::BrowserClient},
            error::FromServerFnError,
            redirect::call_redirect_hook,
            request::ClientReq,
            response::ClientRes,
        },
    };
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

    use crate::error::DeskError;

    type Request = <BrowserClient as Client<DeskError>>::Request;

    /// Whether the button leads to a page with what is written, which is the browser's work.
    pub fn only_asks(event: &SubmitEvent) -> bool {
        event.submitter().is_some_and(|button| button.has_attribute("formaction"))
    }

    /// What is written in the form, as a form is sent.
    pub fn written(event: &SubmitEvent) -> Option<String> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let data = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        data.to_string().as_string()
    }

    /// Sends it, and goes where the server sends the page.
    pub async fn post(path: &str, body: String) -> Result<(), DeskError> {
        let kind = "application/x-www-form-urlencoded";
        let request: Request = ClientReq::<DeskError>::try_new_post(path, kind, "application/json", body)?;
        let response = <BrowserClient as Client<DeskError>>::send(request).await?;
        if ClientRes::<DeskError>::status(&response) >= 400 {
            return Err(DeskError::de(ClientRes::<DeskError>::try_into_bytes(response).await?));
        }
        if ClientRes::<DeskError>::has_redirect(&response) {
            call_redirect_hook(&ClientRes::<DeskError>::location(&response));
        }
        Ok(())
    }
}

/// A form that is sent without leaving the page; without scripts it is an ordinary one.
#[component]
pub fn SendForm(
    /// Where it goes.
    sending: Sending,
    /// Its class.
    class: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <form class=class method="post" action=sending.path.get_value() on:submit=move |event| sending.submit(&event)>
            {children()}
        </form>
    }
    .into_any()
}
