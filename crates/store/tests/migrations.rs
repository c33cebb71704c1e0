//! What is kept already is kept through a change of the tables.

use std::path::Path;

use rusqlite::Connection;

/// The migration that gives categories a kind, and all behind it.
const FIRST_OF_THEM: &str = "20261121203000";

#[test]
fn views_keep_their_categories_when_these_get_a_kind() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/control");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let is_before =
        |file: &&std::path::PathBuf| *file.file_name().unwrap().to_str().unwrap() < *FIRST_OF_THEM;
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch("pragma foreign_keys = on").unwrap();
    let apply = |files: &[&std::path::PathBuf]| {
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            database.execute_batch(&format!("begin; {text}; commit;")).unwrap();
        }
    };
    let (before, after): (Vec<_>, Vec<_>) = files.iter().partition(is_before);
    apply(&before);
    database
        .execute_batch(
            "insert into instances (instance_id, guid, location, city, created_ms) values ('i', 'g', 'l', 'c', 0);
             insert into categories values ('c1', 'i', 'Keys', 'keys'), ('c2', 'i', 'Access', 'access');
             insert into views values ('v', 'i', 'V', 'v', 'q', '[]', '[]', '[]', '[]', '', '', 0, 'a');
             insert into view_categories values ('v', 'c2', 0), ('v', 'c1', 1);",
        )
        .unwrap();
    apply(&after);
    let listed: String = database
        .query_row(
            "select group_concat(kind || ' ' || name || ' ' || position, ', ' order by position)
             from view_categories join categories using (category_id)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(listed, "views Access 0, views Keys 1");
    let alert: (String, Option<String>) = database
        .query_row("select channels, preset_id from views", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(alert, ("[]".to_owned(), None));
    let gone = |table: &str| {
        let count: i64 =
            database.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0)).unwrap();
        count
    };
    database.execute_batch("delete from categories where category_id = 'c1'").unwrap();
    assert_eq!((gone("view_categories"), gone("views")), (1, 1), "what is listed under a category stays");
    let both = "insert into presets values ('p', 'i', 'P', 'p', '[]', 0, 0, 'a');
         update views set preset_id = 'p', channels = '[1]'";
    assert!(database.execute_batch(both).is_err(), "a view has one alert at most");
}
