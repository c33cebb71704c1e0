//! A disk that is really full: a small file system of its own. Mounting one takes root; for
//! others the same promise is checked by `faults`.

use std::{fs, path::Path, process::Command};

use tests::{Desk, eventually, init};

use crate::load::event;

struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(at: &'a Path) -> Option<Self> {
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"]).arg(at).output().unwrap();
        mount.status.success().then_some(Self(at))
    }

    fn fill(&self) {
        let mut size = 1 << 20;
        for file in 0.. {
            while fs::write(self.0.join(format!("filler{file}")), vec![0; size]).is_err() {
                if size <= 4096 {
                    return;
                }
                size /= 2;
            }
        }
    }

    fn make_room(&self) {
        for entry in fs::read_dir(self.0).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_str().unwrap().starts_with("filler") {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_gives_senders_an_error_loses_nothing_and_is_got_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let Some(disk) = SmallDisk::mount(&path) else {
        println!("no file system of its own can be mounted here: checked by a_disk_that_can_not_grow only");
        return;
    };
    init(&path, "us-south");
    let mut desk = Desk::start_in(folder, &[]).await;
    let (ingestion, service) = (desk.key("ingestion"), desk.key("service"));
    disk.fill();
    let mut acknowledged = vec![];
    for number in 0.. {
        // Text that does not compress, so that the disk is full before long.
        let name = format!("{number:04}{}", noise(number, 6_000));
        match desk.send(&ingestion, event(&name)).await.status().as_u16() {
            200 => acknowledged.push(name),
            503 => break,
            other => panic!("answered {other}"),
        }
        assert!(number < 5_000, "the disk is never full");
    }
    disk.make_room();
    eventually("lines are taken again", || async {
        (desk.send(&ingestion, event("later")).await.status() == 200).then_some(())
    })
    .await;
    acknowledged.push("later".to_owned());
    desk.kill();
    desk.restart().await;
    let found = desk
        .find(&service, &[("query", "host:kms"), ("from", "2020-01-01T00:00:00Z"), ("order", "oldest")])
        .await;
    let mut names: Vec<&str> =
        found.iter().map(|event| event["event"]["correlationId"].as_str().unwrap()).collect();
    names.sort_unstable();
    acknowledged.sort();
    let unacknowledged = names.iter().filter(|name| !acknowledged.iter().any(|known| known == *name)).count();
    assert!(unacknowledged <= 1, "at most the line that was refused turned out to be on disk");
    for name in &acknowledged {
        assert_eq!(names.iter().filter(|found| *found == name).count(), 1, "{}", &name[..4]);
    }
    drop(desk);
    drop(disk);
}

fn noise(seed: u64, length: usize) -> String {
    use rand::{RngExt, SeedableRng, distr::Alphanumeric, rngs::SmallRng};
    SmallRng::seed_from_u64(seed).sample_iter(Alphanumeric).take(length).map(char::from).collect()
}
