#![allow(clippy::unwrap_used)]

use super::*;

fn both() -> (tempfile::TempDir, [Files; 2]) {
    let folder = tempfile::TempDir::new().unwrap();
    let files = [Files::open(Some(folder.path().join("imports"))).unwrap(), Files::open(None).unwrap()];
    (folder, files)
}

#[test]
fn a_file_waits_until_it_is_removed() {
    let (_folder, both) = both();
    for files in both {
        let (one, other) = (ImportId::new(), ImportId::new());
        files.put(one, &Bytes::from_static(b"eins")).unwrap();
        files.put(other, &Bytes::from_static(b"zwei")).unwrap();
        assert!(files.holds(one));
        assert_eq!(files.get(one).unwrap().as_deref(), Some(b"eins".as_slice()));
        files.remove(one);
        files.remove(one);
        assert!(!files.holds(one) && files.get(one).unwrap().is_none());
        files.keep_only(|id| id == other).unwrap();
        assert!(files.holds(other), "others stay");
        files.keep_only(|_| false).unwrap();
        assert!(!files.holds(other));
    }
}

#[test]
fn half_a_file_is_none_and_is_cleared_away() {
    let folder = tempfile::TempDir::new().unwrap();
    let files = Files::open(Some(folder.path().to_owned())).unwrap();
    let id = ImportId::new();
    std::fs::write(folder.path().join(format!("{id}.part")), "hal").unwrap();
    assert!(!files.holds(id) && files.get(id).unwrap().is_none());
    files.keep_only(|_| true).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
