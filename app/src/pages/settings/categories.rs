//! Headings of views, boards and screens.

mod server;

#[cfg(feature = "ssr")]
pub use telling::tell;

#[cfg(feature = "ssr")]
mod telling {
    use actions::category::Shelf;
    use model::{category::CategoryKind, person::Role};

    use crate::{
        desk,
        error::DeskError,
        sheets::{
            Asked,
            writing::{act, cell, faint, hidden, link, note_of, plain},
        },
        ui::{Cell, Form, Input, InputKind, Piece, Table},
    };

    /// Tells the page.
    pub async fn tell(asked: &Asked) -> Result<Vec<Piece>, DeskError> {
        let why_not = asked.why_not(Role::Manager);
        let mut pieces: Vec<Piece> = done(asked).into_iter().collect();
        if !why_not.is_empty() {
            let why = "Categories are added, renamed and deleted by managers; everybody sees them.";
            pieces.push(Piece::Fact(vec![plain(why)]));
        }
        pieces.push(Piece::Text(vec![plain(
            "A category is a heading under which things are listed. Deleting one keeps what is listed under it; what \
             has no other category stands under Uncategorized then.",
        )]));
        for (kind, title) in CategoryKind::ALL.into_iter().zip(["Views", "Boards", "Screens"]) {
            let Asked { desk, caller, instance, .. } = asked;
            let shelves = actions::category::shelves(desk, caller, &instance.id, kind).await;
            pieces.push(Piece::Head(title.to_owned()));
            pieces.extend(of_kind(asked, kind, &shelves.map_err(desk::refuse)?, &why_not));
        }
        Ok(pieces)
    }

    /// Says what was just done, and leads to the event that tells of it.
    fn done(asked: &Asked) -> Option<Piece> {
        let (said, action) = match asked.part("done") {
            "create" => ("Added. ", "logdnaat.category.create"),
            "update" => ("Renamed. ", "logdnaat.category.update"),
            "delete" => ("Deleted. ", "logdnaat.category.delete"),
            _ => return None,
        };
        let mut bits = note_of(asked, said, action);
        if action.ends_with("delete") {
            let deleted = asked.href("deleted", &[]);
            bits.extend([plain(" It can be put back for 7 days: "), link("Deleted", deleted), plain(".")]);
        }
        Some(Piece::Good(bits))
    }

    fn of_kind(asked: &Asked, kind: CategoryKind, shelves: &[Shelf], why_not: &str) -> Vec<Piece> {
        let mut pieces = vec![];
        if !shelves.is_empty() {
            pieces.push(Piece::Table(Table {
                caption: format!("Categories of {}", kind.as_str()),
                head: ["Category", "Listed under it", "To do"].map(str::to_owned).to_vec(),
                rows: shelves.iter().map(|shelf| row(asked, kind, shelf, why_not)).collect(),
            }));
        }
        pieces.push(Piece::Form(Form {
            path: "/api/category-create".to_owned(),
            button: "Add".to_owned(),
            about: format!("a category of {}", kind.as_str()),
            why_not: why_not.to_owned(),
            inputs: vec![
                hidden("instance", asked.instance.id.to_string()),
                hidden("kind", kind.as_str()),
                Input {
                    kind: InputKind::Needed,
                    name: "name".to_owned(),
                    label: format!("New category of {}", kind.as_str()),
                    ..Input::default()
                },
            ],
            ..Form::default()
        }));
        pieces
    }

    fn row(asked: &Asked, kind: CategoryKind, shelf: &Shelf, why_not: &str) -> Vec<Cell> {
        let Shelf { category, names } = shelf;
        let name = category.name.as_str();
        let of_category = || {
            vec![
                hidden("instance", asked.instance.id.to_string()),
                hidden("kind", kind.as_str()),
                hidden("id", category.id.to_string()),
            ]
        };
        let mut rename = of_category();
        rename.push(Input {
            kind: InputKind::Needed,
            name: "name".to_owned(),
            label: format!("New name of {name}"),
            value: name.to_owned(),
            ..Input::default()
        });
        let listed = match (kind, names.as_slice()) {
            (CategoryKind::Screens, _) => faint("—"),
            (_, []) => faint("nothing"),
            (_, names) => plain(names.join(", ")),
        };
        let delete = act("/api/category-delete", "Delete", name, why_not, of_category());
        vec![
            cell([plain(name)]),
            cell([listed]),
            Cell {
                forms: vec![
                    act("/api/category-update", "Rename", name, why_not, rename),
                    Form { class: "button--quiet".to_owned(), ..delete },
                ],
                ..Cell::default()
            },
        ]
    }
}
